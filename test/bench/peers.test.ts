import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sizeShape } from "../../src/engine/model/shape.ts";
import type { Weights } from "../../src/engine/policy.ts";
import { EOS } from "../../src/world/vocabulary.ts";
import { checkAgreement } from "./agreement.ts";
import { benchWeights, modelShape } from "./benchShapes.ts";
import type { Contestant, SampleJob, UpdateJob } from "./contestant.ts";
import { openJaxPeer } from "./jax/jaxPeer.ts";
import { inputTokens, sampleJob, updateJob, withLengths } from "./jobs.ts";
import { openNodeHost } from "./node/nodeHost.ts";
import { Ours } from "./ours.ts";
import { openTfjsPeer } from "./tfjs/tfjsPeer.ts";

/** The peers on WASM, size nano; on WebGPU the benchmark itself holds them to the same before it times anything. */
describe("peers", { timeout: 120_000 }, () => {
  const shape = modelShape("nano");
  const weights = benchWeights("nano", EOS);
  const open: Contestant[] = [];
  let reference: Contestant;
  let sample: SampleJob;
  let update: UpdateJob;
  let tokens: number;

  const opened = <T extends Contestant>(contestant: T): T => {
    open.push(contestant);
    return contestant;
  };
  beforeAll(async () => {
    reference = opened(await Ours.open("wasm", 1, shape, weights));
    const job = await withLengths(sampleJob(32, 8), reference);
    [sample, tokens] = [job.job, job.tokens];
    update = await updateJob(8, reference);
  }, 60_000);
  afterAll(async () => {
    for (const contestant of open) await contestant.dispose();
  });

  const agreesWithReference = async (contestant: Contestant): Promise<void> => {
    const found = await checkAgreement(contestant, reference, weights, sample, update, contestant.name);
    expect(found.cosine).toBeGreaterThan(0.9999);
    // A second time from the same start: the first check left nothing behind.
    const again = await checkAgreement(contestant, reference, weights, sample, update, contestant.name);
    expect(again.cosine).toBeCloseTo(found.cosine, 6);
  };

  it("sample rows of 50 tokens on average", () => {
    expect(tokens / 32).toBeGreaterThan(40);
    expect(tokens / 32).toBeLessThan(60);
    expect(inputTokens(update.batch)).toBe(update.batch.reduce((n, s) => n + s.completion.length, 8 * 13));
  });

  it("plain tfjs decodes, scores and learns as the reference", async () => {
    await agreesWithReference(opened(await openTfjsPeer("wasm", shape, weights)));
  });

  it("jax-js decodes, scores and learns as the reference", async () => {
    const host = await openNodeHost(false);
    const jax = await host.jax("wasm", 1);
    if (typeof jax === "string") throw new Error(jax);
    await agreesWithReference(opened(openJaxPeer(jax.library, "wasm", shape, weights, jax.version)));
  });

  it("is refused by name when it computes something else", async () => {
    const other: Weights = benchWeights("nano", EOS);
    other.get("model.norm.weight")?.data.fill(1.1);
    const wrong = opened(await Ours.open("wasm", 1, sizeShape("nano", shape.vocabSize), other));
    const { job } = await withLengths(sample, wrong);
    await expect(checkAgreement(wrong, reference, weights, job, update, "a peer")).rejects.toThrow(
      "a peer: sampleLogProb: expected at most 0.001 nats from the reference, got 0.",
    );
  });
});
