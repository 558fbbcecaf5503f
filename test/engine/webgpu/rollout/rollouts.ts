import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelShape, Rollout, SampleOptions } from "../../../../src/engine/policy.ts";
import { Gpu } from "../../../../src/engine/webgpu/gpu.ts";
import type { RolloutSettings } from "../../../../src/engine/webgpu/rollout/rolloutEngine.ts";
import { Rng } from "../../../../src/lib/rng.ts";
import { referenceScores, toFloat64 } from "../../../support/referenceModel.ts";
import { randomTokens, testWeights, TINY } from "../../../support/testWeights.ts";
import { RolloutBench } from "./rolloutBench.ts";

/** Heads of 24 and three columns of vectors, as in micro; nothing that is a power of two. */
const ODD: ModelShape = { ...TINY, vocabSize: 37, width: 48, heads: 2, mlpWidth: 76, layers: 3 };

const onHardware = (rows: number, threads: number, lanes: number): RolloutSettings => ({
  decode: "persistent",
  form: { rows, threads, wide: 1, lanes },
});

const WAYS: readonly [string, RolloutSettings][] = [
  ["in step", { decode: "batched" }],
  ["in step, few slots", { decode: "batched", slots: 5 }],
  ["persistent", { decode: "persistent" }],
  ["persistent, few slots", { decode: "persistent", slots: 5 }],
  ["persistent as on a GPU, a row a workgroup", onHardware(1, 64, 32)],
  ["persistent as on a GPU, few slots for several rows a workgroup", { ...onHardware(3, 128, 32), slots: 5 }],
  ["persistent, too few threads to share a head", onHardware(4, 16, 4)],
];

/**
 * Rollouts on the device without a policy around them: every way of decoding against the float64 model and against the others.
 *
 * @param missing why there is no WebGPU here: the suite is then skipped and says so
 */
export function rollouts(where: string, missing: string | null): void {
  const why = missing === null ? "" : ` (skipped: ${missing}; the browser suite has it)`;
  describe.skipIf(missing !== null)(`rollouts in ${where}${why}`, { timeout: 120_000 }, () => {
    const rng = Rng.of(3, "rollouts");
    const options: SampleOptions = { temperature: 0.9, maxNewTokens: 14, seed: 5, step: 2, eosToken: 1 };
    const groupSize = 6;
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await Gpu.open();
    });
    afterAll(() => gpu.close());

    describe.each([
      ["tiny", TINY],
      ["odd", ODD],
    ] as const)("%s", (_, shape) => {
      const weights = testWeights(shape, 4);
      const prompts = [4, 1, 9].map((length) => randomTokens(rng, shape, length));
      let bench: RolloutBench;
      let first: Rollout;
      const draw = (settings: RolloutSettings): Promise<Rollout> =>
        bench.sample(bench.engine(settings), prompts, groupSize, options);
      beforeAll(async () => {
        bench = new RolloutBench(gpu, shape, weights);
        first = await draw({ decode: "batched" });
      }, 120_000);

      it.each(WAYS)("%s: log-probs of the float64 model, the same rows as every other way", async (__, settings) => {
        const { completions, logProbs } = await draw(settings);
        expect(completions).toEqual(first.completions);
        const exact = toFloat64(weights);
        completions.forEach((completion, row) => {
          const prompt = prompts[Math.floor(row / groupSize)] as Int32Array;
          const wanted = referenceScores(shape, exact, { prompt, completion }, options.temperature).logProbs;
          wanted.forEach((want, i) => expect(Math.abs((logProbs[row]?.[i] as number) - want)).toBeLessThan(1e-4));
        });
      });

      it("with topP every way draws the same rows, others than without", async () => {
        const drawn = (settings: RolloutSettings): Promise<Rollout> =>
          bench.sample(bench.engine(settings), prompts, groupSize, { ...options, topP: 0.7 });
        const { completions } = await drawn({ decode: "batched" });
        expect(completions).not.toEqual(first.completions);
        for (const [, settings] of WAYS) expect((await drawn(settings)).completions).toEqual(completions);
      });

      it("rows end with the end token or at the limit, some each way", () => {
        const lengths = first.completions.map((row) => row.length);
        expect(Math.max(...lengths)).toBe(options.maxNewTokens);
        expect(Math.min(...lengths)).toBeLessThan(options.maxNewTokens);
        for (const row of first.completions) {
          expect(row.subarray(0, -1)).not.toContain(options.eosToken);
          if (row.length < options.maxNewTokens) expect(row.at(-1)).toBe(options.eosToken);
        }
      });
    });

    describe("on the device", () => {
      let bench: RolloutBench;
      const prompts = [4, 1, 9].map((length) => randomTokens(rng, TINY, length));
      const draw = (settings: RolloutSettings, more: Partial<SampleOptions> = {}): Promise<Rollout> =>
        bench.sample(bench.engine(settings), prompts, groupSize, { ...options, ...more });
      beforeAll(() => {
        bench = new RolloutBench(gpu, TINY, testWeights(TINY, 4));
      });

      it.each(WAYS)("%s: one map; the same bits again", async (_, settings) => {
        const before = gpu.counters.maps;
        const again = await draw(settings);
        expect(gpu.counters.maps - before).toBe(1);
        expect(await draw(settings)).toEqual(again);
      });

      it.each(WAYS)("%s: told to stop, rows are where they were", async (_, settings) => {
        const { completions: whole } = await draw(settings);
        const total = whole.reduce((sum, row) => sum + row.length, 0);
        let calls = 0;
        const stopped = await draw(settings, { onProgress: () => ++calls < 2 });
        const tokens = stopped.completions.reduce((sum, row) => sum + row.length, 0);
        expect(calls).toBe(2);
        expect(tokens).toBeLessThan(total);
        expect(tokens).toBeGreaterThan(whole.length);
        stopped.completions.forEach((row, b) => expect(row).toEqual(whole[b]?.subarray(0, row.length)));
      });
    });

    it("dispatches follow the longest row in step, and slices in the persistent kernel", async () => {
      const bench = new RolloutBench(gpu, TINY, testWeights(TINY, 4));
      const prompts = [randomTokens(rng, TINY, 5)];
      const dispatches = async (settings: RolloutSettings, maxNewTokens: number): Promise<number> => {
        const before = gpu.counters.dispatches;
        await bench.sample(bench.engine(settings), prompts, 8, { ...options, maxNewTokens });
        return gpu.counters.dispatches - before;
      };
      const perToken = 5 * TINY.layers + 4;
      const setup = (await dispatches({ decode: "batched" }, 22)) - 21 * perToken;
      expect(await dispatches({ decode: "batched" }, 12)).toBe(setup + 11 * perToken);
      // A slice has one token at least.
      expect(await dispatches({ decode: "persistent" }, 22)).toBeLessThanOrEqual(setup + 21);
    });

    it("both ways pass the check, and the choice is remembered", async () => {
      const bench = new RolloutBench(gpu, TINY, testWeights(TINY, 4));
      const engine = await bench.prepared();
      expect(engine.notes).toEqual([]);
      expect(engine.decode).toMatch(/batched|persistent/);
      const before = { ...gpu.counters };
      expect((await bench.prepared()).decode).toBe(engine.decode);
      expect(gpu.counters).toEqual(before);
    });

    it("a way that gives wrong log-probs is not used, and is named", async () => {
      const shape = { ...TINY, mlpWidth: 32 };
      const bench = new RolloutBench(gpu, shape, testWeights(shape, 4));
      const { decode, notes } = await bench.choiceWhere("persistent", (logProb) => logProb + 0.1);
      expect(decode).toBe("batched");
      expect(notes).toEqual([expect.stringMatching(/^Rollouts do not use the persistent kernel: expected a log-prob/)]);
    });

    it("topP is refused where decoding in step is wrong, and nothing else is", async () => {
      const shape = { ...TINY, mlpWidth: 48 };
      const bench = new RolloutBench(gpu, shape, testWeights(shape, 4));
      expect(await bench.choiceWhere("batched", (logProb) => logProb + 0.1)).toMatchObject({ decode: "persistent" });
      const engine = await bench.prepared();
      const draw = (topP: number): Promise<Rollout> =>
        bench.sample(engine, [randomTokens(rng, shape, 3)], 2, { ...options, topP });
      expect((await draw(1)).completions).toHaveLength(2);
      await expect(draw(0.9)).rejects.toThrow(/^sample: topP: expected 1 on this device, got 0.9: expected a log-prob/);
    });

    it("no way that is right is an error", async () => {
      const shape = { ...TINY, mlpWidth: 40 };
      const bench = new RolloutBench(gpu, shape, testWeights(shape, 4));
      await expect(bench.choiceWhere("both", () => Number.NaN)).rejects.toThrow(/rollout: expected a way of decoding/);
    });
  });
}
