import { expect, it } from "vitest";
import { createPolicy } from "../../../src/engine/createPolicy.ts";
import { referenceLogits, toFloat64 } from "../../support/referenceModel.ts";
import { testWeights, TINY } from "../../support/testWeights.ts";

it("finds its .wasm file on our own origin", async () => {
  const weights = testWeights(TINY, 1);
  const policy = await createPolicy("tfjs-wasm", TINY, weights);
  const tokens = Int32Array.of(1, 5, 3);
  const want = referenceLogits(TINY, toFloat64(weights), tokens);
  const got = await policy.logits(tokens);
  policy.dispose();
  expect(got).toHaveLength(want.length);
  got.forEach((value, i) => expect(value).toBeCloseTo(want[i] as number, 3));
});
