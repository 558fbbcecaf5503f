import { describe, expect, it } from "vitest";
import type { Sequence } from "../../../src/engine/policy.ts";
import { packBatch } from "../../../src/engine/tfjs/packBatch.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { randomSequence, TINY } from "../../support/testWeights.ts";

const rng = Rng.of(1, "packBatch");
const batch: Sequence[] = Array.from({ length: 700 }, () => randomSequence(rng, TINY, rng.int(1, 20), rng.int(0, 60)));
const chunks = packBatch(TINY, batch);
const scored = batch.flatMap(({ prompt, completion }) =>
  Array.from(completion, (target, i) => ({ target, context: [...prompt, ...completion.subarray(0, i)] })),
);

describe("packBatch", () => {
  it("cuts a batch into pieces of bounded size", () => {
    expect(chunks.length).toBeGreaterThan(2);
    for (const { rows, length, ids } of chunks) {
      expect(ids).toHaveLength(rows * length);
      expect(ids.length).toBeLessThanOrEqual(8192);
    }
  });

  it("scores every token of every completion once, after the tokens before it", () => {
    const seen = new Set<number>();
    for (const { ids, length, count, sources, targets, flat } of chunks) {
      for (let s = 0; s < count; s++) {
        const at = flat[s] as number;
        const source = sources[s] as number;
        seen.add(at);
        expect(targets[s]).toBe(scored[at]?.target);
        expect(Array.from(ids.subarray(source - (source % length), source + 1))).toEqual(scored[at]?.context);
      }
    }
    expect(seen.size).toBe(scored.length);
  });

  it("knows the way back from a padded place to its scored token", () => {
    for (const { places, sources, count } of chunks) {
      const back = Array.from(sources.subarray(0, count), (source) => places[source]);
      expect(back).toEqual(back.map((_, s) => s));
      expect(places.filter((place) => place < sources.length)).toHaveLength(count);
    }
  });
});
