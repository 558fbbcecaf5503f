import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parameterSpecs } from "../../src/engine/model/parameters.ts";
import type { ModelShape, Policy, Sequence, Weights } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";
import { ReferenceAdamW } from "../support/referenceAdamW.ts";
import { referenceNucleus } from "../support/referenceNucleus.ts";
import { logSoftmax, referenceLogits, referenceScores, toFloat64, type Weights64 } from "../support/referenceModel.ts";
import { randomSequence, randomTokens, testWeights, TINY } from "../support/testWeights.ts";

/** Longer than 300 lines on purpose: one list of everything that any backend must do, read from top to bottom. */

export type MakePolicy = (shape: ModelShape, weights: Weights) => Promise<Policy>;

interface ContractOptions {
  /** Number of live device tensors, where there is such a thing: it must not grow from step to step. */
  liveTensors?: () => number;
  /** Steps of the memory test; fewer where a step takes seconds. */
  memorySteps?: number;
  timeout?: number;
}

const adamW = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };
const EOS = 2;

/** What every backend's policy must do, on a model small enough to be checked number by number against float64 loops. */
export function policyContract(name: string, make: MakePolicy, options: ContractOptions = {}): void {
  const { liveTensors, memorySteps = 30, timeout = 60_000 } = options;
  describe(`policy contract: ${name}`, { timeout }, () => {
    const weights = testWeights(TINY, 11);
    const exact = toFloat64(weights);
    const open: Policy[] = [];
    let policy: Policy; // for tests that do not change weights

    const fresh = async (from = weights): Promise<Policy> => {
      const made = await make(TINY, from);
      open.push(made);
      return made;
    };
    beforeAll(async () => {
      policy = await fresh();
    }, timeout);
    afterAll(() => open.forEach((p) => p.dispose()));

    const rng = Rng.of(5, "contract");
    const batch = [randomSequence(rng, TINY, 3, 5), randomSequence(rng, TINY, 6, 2), randomSequence(rng, TINY, 1, 9)];
    const scored = batch.reduce((sum, { completion }) => sum + completion.length, 0);
    const dLogProbs = normals(rng, scored);
    const dEntropies = normals(rng, scored);

    describe("forward", () => {
      it("gives the logits of the float64 reference", async () => {
        for (const length of [1, 2, 7, 19]) {
          const tokens = randomTokens(rng, TINY, length);
          const got = await policy.logits(tokens);
          expectClose(got, referenceLogits(TINY, exact, tokens), 2e-4, `logits of ${length} tokens`);
        }
      });

      it.each([0.7, 1, 2])("gives the reference's log-probs and entropies at temperature %s", async (temperature) => {
        const got = await policy.forward(batch, { temperature });
        const want = scoresOf(exact, batch, temperature);
        expectClose(got.logProbs, want.logProbs, 1e-4, "logProbs");
        expectClose(got.entropies, want.entropies, 1e-4, "entropies");
      });

      it("gives each sequence the same scores alone as in a batch", async () => {
        const together = await policy.forward(batch, { temperature: 1 });
        let at = 0;
        for (const sequence of batch) {
          const alone = await policy.forward([sequence], { temperature: 1 });
          const end = at + sequence.completion.length;
          expectClose(alone.logProbs, together.logProbs.subarray(at, end), 2e-5, "logProbs alone");
          expectClose(alone.entropies, together.entropies.subarray(at, end), 2e-5, "entropies alone");
          at = end;
        }
      });

      it("takes empty completions and empty batches", async () => {
        const empty = { prompt: randomTokens(rng, TINY, 4), completion: new Int32Array() };
        const mixed = await policy.forward([empty, batch[0] as Sequence, empty], { temperature: 1 });
        expectClose(mixed.logProbs, scoresOf(exact, batch.slice(0, 1), 1).logProbs, 1e-4, "logProbs between empties");
        const none = await policy.forward([empty], { temperature: 1 });
        expect([none.logProbs.length, none.entropies.length]).toEqual([0, 0]);
        expect((await policy.forward([], { temperature: 1 })).logProbs).toHaveLength(0);
      });

      it("refuses bad input and says where", async () => {
        const token = { prompt: Int32Array.of(1, TINY.vocabSize), completion: Int32Array.of(1) };
        await expect(policy.forward([token], { temperature: 1 })).rejects.toThrow(/expected .*got 24/);
        const noPrompt = { prompt: new Int32Array(), completion: Int32Array.of(1) };
        await expect(policy.forward([noPrompt], { temperature: 1 })).rejects.toThrow(/expected .*prompt/);
        await expect(policy.forward(batch, { temperature: 0 })).rejects.toThrow(/temperature.*got 0/);
        await expect(policy.logits(Int32Array.of(-1))).rejects.toThrow(/expected .*got -1/);
      });
    });

    describe("backward", () => {
      const temperature = 0.8;
      /** The linear functional whose gradient `backward` accumulates. */
      const functional = (w: Weights64, withEntropies: boolean): number => {
        const { logProbs, entropies } = scoresOf(w, batch, temperature);
        return dot(logProbs, dLogProbs) + (withEntropies ? dot(entropies, dEntropies) : 0);
      };

      it.each([
        ["log-probs and entropies", true],
        ["log-probs alone", false],
      ])("agrees with finite differences of %s in every tensor", async (_, withEntropies) => {
        const trained = await fresh();
        await trained.forward(batch, { temperature, keep: true });
        await trained.backward(dLogProbs, withEntropies ? dEntropies : undefined);
        const gradients = await trained.gradients();
        const w = toFloat64(weights);
        const h = 1e-5;
        const along = (tensor: Float64Array, direction: Float64Array): number => {
          const before = tensor.slice();
          for (let i = 0; i < tensor.length; i++) tensor[i] = (before[i] as number) + h * (direction[i] as number);
          const up = functional(w, withEntropies);
          for (let i = 0; i < tensor.length; i++) tensor[i] = (before[i] as number) - h * (direction[i] as number);
          const down = functional(w, withEntropies);
          tensor.set(before);
          return (up - down) / (2 * h);
        };
        for (const { name: tensorName, shape } of parameterSpecs(TINY)) {
          const gradient = gradients.get(tensorName);
          const tensor = w.get(tensorName) as Float64Array;
          expect(gradient?.shape, tensorName).toEqual(shape);
          const g = gradient?.data ?? new Float32Array();
          const tolerance = 2e-4 * Math.sqrt(dot(g, g)) + 1e-6;
          const directions = [1, 2, 3].map(() => unit(normals(rng, g.length)));
          for (let n = 0; n < 6; n++) {
            const basis = new Float64Array(g.length);
            basis[rng.int(0, g.length - 1)] = 1;
            directions.push(basis);
          }
          for (const direction of directions) {
            const error = Math.abs(dot(g, direction) - along(tensor, direction));
            expect(error, `${tensorName}: gradient against finite difference`).toBeLessThanOrEqual(tolerance);
          }
        }
      });

      it("adds up over several forward and backward pairs, and a reference forward in between does no harm", async () => {
        const whole = await fresh();
        await whole.forward(batch, { temperature, keep: true });
        await whole.backward(dLogProbs, dEntropies);
        const parts = await fresh();
        let at = 0;
        for (const sequence of batch) {
          await parts.forward([sequence], { temperature, keep: true });
          await parts.forward([...batch].reverse(), { temperature: 1, slot: "reference" });
          const end = at + sequence.completion.length;
          await parts.backward(dLogProbs.slice(at, end), dEntropies.slice(at, end));
          at = end;
        }
        expectWeightsClose(await parts.gradients(), await whole.gradients(), 1e-4);
      });

      it("is nothing for empty completions", async () => {
        const trained = await fresh();
        await trained.forward([{ prompt: Int32Array.of(3, 4), completion: new Int32Array() }], {
          temperature,
          keep: true,
        });
        await trained.backward(new Float32Array(), new Float32Array());
        for (const { data } of (await trained.gradients()).values()) expect(data.every((g) => g === 0)).toBe(true);
      });

      it("refuses to run without a kept forward, or with the wrong number of values", async () => {
        const trained = await fresh();
        await expect(trained.backward(dLogProbs)).rejects.toThrow(/backward.*expected .*keep/);
        await trained.forward(batch, { temperature });
        await expect(trained.backward(dLogProbs)).rejects.toThrow(/backward.*expected .*keep/);
        await trained.forward(batch, { temperature, keep: true });
        await expect(trained.backward(dLogProbs.subarray(1))).rejects.toThrow(`got ${scored - 1}`);
        await expect(trained.backward(dLogProbs, dEntropies.subarray(1))).rejects.toThrow(`got ${scored - 1}`);
        await trained.backward(dLogProbs, dEntropies);
        await expect(trained.forward(batch, { temperature, keep: true, slot: "reference" })).rejects.toThrow(
          /expected .*policy/,
        );
      });
    });

    describe("sample", () => {
      const prompts = [randomTokens(rng, TINY, 4), randomTokens(rng, TINY, 1), randomTokens(rng, TINY, 9)];
      const options = { temperature: 0.8, maxNewTokens: 18, seed: 7, step: 3, eosToken: EOS };

      it("returns prompt-major rows that end at eos or at the length limit", async () => {
        const { completions, logProbs } = await policy.sample(prompts, 6, options);
        expect([completions.length, logProbs.length]).toEqual([18, 18]);
        completions.forEach((row, b) => {
          expect(logProbs[b]).toHaveLength(row.length);
          expect(row.length).toBeGreaterThan(0);
          expect(row.every((token) => token >= 0 && token < TINY.vocabSize)).toBe(true);
          expect(row.subarray(0, -1)).not.toContain(EOS);
          if (row.length < options.maxNewTokens) expect(row.at(-1)).toBe(EOS);
          expect(row.length).toBeLessThanOrEqual(options.maxNewTokens);
        });
        const lengths = completions.map((row) => row.length);
        expect(Math.min(...lengths)).toBeLessThan(options.maxNewTokens);
        expect(Math.max(...lengths)).toBe(options.maxNewTokens);
      });

      it("gives log-probs that agree with forward to 1e-4", async () => {
        const { completions, logProbs } = await policy.sample(prompts, 5, options);
        const sequences = completions.map((completion, b) => ({
          prompt: prompts[Math.floor(b / 5)] as Int32Array,
          completion,
        }));
        const { logProbs: again } = await policy.forward(sequences, { temperature: options.temperature });
        expectClose(flat(logProbs), again, 1e-4, "sampled log-probs against forward");
      });

      it("repeats itself for the same seed and step, and not for another", async () => {
        const first = await policy.sample(prompts, 4, options);
        const same = await policy.sample(prompts, 4, options);
        expect(same.completions).toEqual(first.completions);
        expect(same.logProbs).toEqual(first.logProbs);
        const otherStep = await policy.sample(prompts, 4, { ...options, step: 4 });
        const otherSeed = await policy.sample(prompts, 4, { ...options, seed: 8 });
        expect(otherStep.completions).not.toEqual(first.completions);
        expect(otherSeed.completions).not.toEqual(first.completions);
      });

      it("gives a row that does not depend on the rows beside it", async () => {
        const alone = await policy.sample(prompts.slice(0, 1), 4, options);
        const together = await policy.sample(prompts, 4, options);
        expect(together.completions.slice(0, 4)).toEqual(alone.completions);
        expect(new Set(alone.completions.map(String)).size).toBeGreaterThan(1);
      });

      it("draws tokens as often as the reference's softmax says, in row 0 as in every other", async () => {
        const temperature = 1.3;
        const V = TINY.vocabSize;
        const prompt = prompts[0] as Int32Array;
        const logits = referenceLogits(TINY, exact, prompt).subarray((prompt.length - 1) * V);
        const p = logSoftmax(logits, temperature).map(Math.exp);
        const n = 3000;
        const one = { ...options, temperature, maxNewTokens: 1 };
        const wide = await policy.sample([prompt], n, one);
        const counts = new Array<number>(V).fill(0);
        for (const row of wide.completions) counts[row[0] as number] = (counts[row[0] as number] as number) + 1;
        p.forEach((want, token) => {
          const sigma = Math.sqrt((want * (1 - want)) / n);
          expect(Math.abs((counts[token] as number) / n - want), `share of token ${token}`).toBeLessThan(
            4.5 * sigma + 1e-3,
          );
        });
        const firstRow = new Set<number>();
        for (let step = 0; step < 24; step++) {
          const { completions } = await policy.sample([prompt], 1, { ...one, step });
          firstRow.add(completions[0]?.[0] as number);
        }
        expect(firstRow.size).toBeGreaterThan(3);
      });

      it("with topP draws tokens of the nucleus alone, whose log-probs stay those of the whole distribution", async () => {
        const hot = { ...options, temperature: 1.3 };
        const rollout = await policy.sample(prompts, 8, { ...hot, topP: 0.6 });
        const sequences = rollout.completions.map((completion, b) => ({
          prompt: prompts[Math.floor(b / 8)] as Int32Array,
          completion,
        }));
        let outside = 0;
        for (const { prompt, completion } of sequences) {
          const all = referenceLogits(TINY, exact, Int32Array.of(...prompt, ...completion));
          completion.forEach((token, i) => {
            const at = (prompt.length + i - 1) * TINY.vocabSize;
            const p = logSoftmax(all.subarray(at, at + TINY.vocabSize), hot.temperature).map(Math.exp);
            // A token at the border may fall on either side in single precision.
            expect(referenceNucleus(p, 0.6 + 1e-4).has(token), `token ${token} after ${i} others`).toBe(true);
            outside += TINY.vocabSize - referenceNucleus(p, 0.6).size;
          });
        }
        expect(outside).toBeGreaterThan(0);
        const { logProbs: again } = await policy.forward(sequences, { temperature: hot.temperature });
        expectClose(flat(rollout.logProbs), again, 1e-4, "sampled log-probs against forward");
      });

      it("with topP draws every token of the nucleus, as often as its renormalised probability says", async () => {
        const [temperature, topP, n] = [1.3, 0.7, 3000];
        const prompt = prompts[0] as Int32Array;
        const logits = referenceLogits(TINY, exact, prompt).subarray((prompt.length - 1) * TINY.vocabSize);
        const p = logSoftmax(logits, temperature).map(Math.exp);
        const nucleus = referenceNucleus(p, topP);
        expect(nucleus.size).toBeGreaterThan(2);
        const mass = [...nucleus].reduce((sum, token) => sum + (p[token] as number), 0);
        const { completions } = await policy.sample([prompt], n, { ...options, temperature, topP, maxNewTokens: 1 });
        p.forEach((whole, token) => {
          const count = completions.filter((row) => row[0] === token).length;
          const want = nucleus.has(token) ? whole / mass : 0;
          const allowed = want === 0 ? 0 : 4.5 * Math.sqrt((want * (1 - want)) / n) + 1e-3;
          expect(Math.abs(count / n - want), `share of token ${token}`).toBeLessThanOrEqual(allowed);
        });
      });

      it("with topP takes the lower ids of equal tokens", async () => {
        const flatWeights = new Map(weights);
        const embedding = weights.get("model.embed_tokens.weight");
        if (!embedding) throw new Error("expected an embedding");
        flatWeights.set("model.embed_tokens.weight", { ...embedding, data: embedding.data.map(() => 0) });
        const uniform = await fresh(flatWeights);
        const { completions } = await uniform.sample([Int32Array.of(3)], 200, {
          ...options,
          topP: 0.3,
          maxNewTokens: 1,
        });
        const drawn = new Set(completions.map((row) => row[0] as number));
        // 0.3 of 24 equal tokens
        expect([...drawn].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      });

      it("is what it was with topP = 1, greedy with a tiny one, and repeats itself in between", async () => {
        const plain = await policy.sample(prompts, 4, options);
        expect(await policy.sample(prompts, 4, { ...options, topP: 1 })).toEqual(plain);
        const half = { ...options, topP: 0.5 };
        const first = await policy.sample(prompts, 4, half);
        expect(await policy.sample(prompts, 4, half)).toEqual(first);
        expect((await policy.sample(prompts, 4, { ...half, seed: 8 })).completions).not.toEqual(first.completions);
        const greedy = await policy.sample(prompts, 2, { ...options, topP: 1e-6 });
        expect(await policy.sample(prompts, 2, { ...options, topP: 1e-6, seed: 8 })).toEqual(greedy);
        greedy.completions.forEach((completion, b) => {
          const prompt = prompts[b >> 1] as Int32Array;
          const all = referenceLogits(TINY, exact, Int32Array.of(...prompt, ...completion));
          completion.forEach((token, i) => {
            const at = (prompt.length + i - 1) * TINY.vocabSize;
            const logits = all.subarray(at, at + TINY.vocabSize);
            expect(logits[token]).toBeGreaterThan(Math.max(...logits) - 2e-4);
          });
        });
      });

      it("reports progress, and stops when told to", async () => {
        const long = { ...options, maxNewTokens: 36 };
        const seen: number[] = [];
        const whole = await policy.sample(prompts, 4, { ...long, onProgress: (tokens) => void seen.push(tokens) });
        const total = flat(whole.logProbs).length;
        expect(seen.length).toBeGreaterThan(0);
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(seen.at(-1)).toBeLessThanOrEqual(total);
        const stopped = await policy.sample(prompts, 4, { ...long, onProgress: () => false });
        expect(flat(stopped.logProbs).length).toBeLessThan(total);
        stopped.completions.forEach((row, b) => expect(row).toEqual(whole.completions[b]?.subarray(0, row.length)));
      });

      it("takes one prompt, one row, one token; and no prompts at all", async () => {
        const { completions } = await policy.sample([Int32Array.of(1)], 1, { ...options, maxNewTokens: 1 });
        expect(completions.map((row) => row.length)).toEqual([1]);
        expect(await policy.sample([], 4, options)).toEqual({ completions: [], logProbs: [] });
      });

      it("refuses bad input and says where", async () => {
        await expect(policy.sample([new Int32Array()], 1, options)).rejects.toThrow(/sample.*expected .*prompt/);
        await expect(policy.sample([Int32Array.of(99)], 1, options)).rejects.toThrow(/expected .*got 99/);
        await expect(policy.sample(prompts, 1, { ...options, temperature: -1 })).rejects.toThrow(/temperature.*got -1/);
        await expect(policy.sample(prompts, 0, options)).rejects.toThrow(/groupSize.*got 0/);
        await expect(policy.sample(prompts, 1, { ...options, maxNewTokens: 0 })).rejects.toThrow(/maxNewTokens.*got 0/);
        for (const topP of [0, -0.5, 1.01, Number.NaN]) {
          await expect(policy.sample(prompts, 1, { ...options, topP })).rejects.toThrow(
            `topP: expected a number above 0`,
          );
        }
      });
    });

    describe("optimizerStep", () => {
      it("is AdamW with the global-norm clip, as in float64", async () => {
        const trained = await fresh();
        const reference = new ReferenceAdamW(toFloat64(weights));
        for (const [step, maxGradNorm] of [0.5, 0, 0.1, 100].entries()) {
          const options = { ...adamW, maxGradNorm, weightDecay: step === 1 ? 0 : 0.1 };
          await trained.forward(batch, { temperature: 1, keep: true });
          await trained.backward(dLogProbs.map((d) => d / (step + 1)));
          const gradients = toFloat64(await trained.gradients());
          const want = reference.apply(gradients, options);
          const { gradNorm, applied } = await trained.optimizerStep(options);
          expect(applied).toBe(true);
          expect(Math.abs(gradNorm / want - 1)).toBeLessThan(1e-5);
          const got = await trained.exportWeights("policy");
          for (const [tensor, { data }] of got) expectClose(data, reference.weights.get(tensor) ?? [], 2e-5, tensor);
          const state = await trained.exportOptimizer();
          expect(state.step).toBe(step + 1);
          for (const [tensor, { data }] of state.m)
            expectClose(data, reference.m.get(tensor) ?? [], 1e-4, `m of ${tensor}`);
        }
      });

      it("clears the gradients", async () => {
        const trained = await fresh();
        await trained.forward(batch, { temperature: 1, keep: true });
        await trained.backward(dLogProbs);
        await trained.optimizerStep(adamW);
        for (const { data } of (await trained.gradients()).values()) expect(data.every((g) => g === 0)).toBe(true);
      });

      it("applies nothing when the norm is not finite, names the culprit, and goes on", async () => {
        const trained = await fresh();
        const poison = dLogProbs.slice();
        poison[3] = Number.NaN;
        const scores = await trained.forward(batch, { temperature: 1, keep: true });
        await trained.backward(poison);
        const { gradNorm, applied, culprit } = await trained.optimizerStep(adamW);
        expect([Number.isFinite(gradNorm), applied]).toEqual([false, false]);
        expect(culprit).toBe(parameterSpecs(TINY)[0]?.name);
        expect(await trained.exportWeights("policy")).toEqual(weights);
        expect((await trained.exportOptimizer()).step).toBe(0);
        const again = await trained.forward(batch, { temperature: 1, keep: true });
        expect(again).toEqual(scores);
        await trained.backward(dLogProbs);
        expect(await trained.optimizerStep(adamW)).toMatchObject({ applied: true });
      });

      it("learns a sequence by heart", async () => {
        const trained = await fresh();
        const sequence = batch[2] as Sequence;
        const n = sequence.completion.length;
        const losses: number[] = [];
        for (let step = 0; step < 40; step++) {
          const { logProbs } = await trained.forward([sequence], { temperature: 1, keep: true });
          losses.push(-logProbs.reduce((a, b) => a + b, 0) / n);
          await trained.backward(new Float32Array(n).fill(-1 / n));
          await trained.optimizerStep({ ...adamW, learningRate: 0.02 });
        }
        expect(losses[0]).toBeGreaterThan(2);
        expect(losses.at(-1)).toBeLessThan(0.1);
      });
    });

    describe("weights in and out", () => {
      const train = async (p: Policy): Promise<void> => {
        await p.forward(batch, { temperature: 1, keep: true });
        await p.backward(dLogProbs);
        await p.optimizerStep(adamW);
      };

      it("exports what was imported, bit for bit, and does not share memory", async () => {
        const other = testWeights(TINY, 12);
        const trained = await fresh();
        await trained.importWeights("policy", other);
        const got = await trained.exportWeights("policy");
        expect(got).toEqual(other);
        got.get("model.norm.weight")?.data.fill(9);
        expect(await trained.exportWeights("policy")).toEqual(other);
        expect(await trained.exportWeights("reference")).toEqual(weights);
      });

      it("goes on from exported weights and optimiser as if nothing had happened", async () => {
        const one = await fresh();
        await train(one);
        const two = await fresh(await one.exportWeights("policy"));
        await two.importOptimizer(await one.exportOptimizer());
        await train(one);
        await train(two);
        expect(await two.exportWeights("policy")).toEqual(await one.exportWeights("policy"));
        expect(await two.exportOptimizer()).toEqual(await one.exportOptimizer());
        await two.importOptimizer(null);
        expect((await two.exportOptimizer()).step).toBe(0);
      });

      it("keeps the reference apart from training until it is refreshed", async () => {
        const trained = await fresh();
        const before = await trained.forward(batch, { temperature: 1 });
        await train(trained);
        const after = await trained.forward(batch, { temperature: 1 });
        const reference = await trained.forward(batch, { temperature: 1, slot: "reference" });
        expect(after).not.toEqual(before);
        expect(reference).toEqual(before);
        const options = { temperature: 1, maxNewTokens: 12, seed: 1, step: 1, eosToken: EOS };
        const prompts = [batch[0]?.prompt as Int32Array];
        const replay = await trained.sample(prompts, 4, { ...options, slot: "reference" });
        expect(replay).toEqual(await policy.sample(prompts, 4, options));
        await trained.importWeights("reference", await trained.exportWeights("policy"));
        expect(await trained.forward(batch, { temperature: 1, slot: "reference" })).toEqual(after);
      });

      it("refuses weights of another model by name", async () => {
        const trained = await fresh();
        const missing = new Map(weights);
        missing.delete("model.norm.weight");
        await expect(trained.importWeights("policy", missing)).rejects.toThrow(/model\.norm\.weight/);
        const misshapen = new Map(weights).set("model.norm.weight", { shape: [3], data: new Float32Array(3) });
        await expect(trained.importWeights("policy", misshapen)).rejects.toThrow(
          /model\.norm\.weight.*expected.*16.*got.*3/,
        );
        expect(await trained.exportWeights("policy")).toEqual(weights);
      });
    });

    it(`keeps memory flat over ${memorySteps} steps of varying shapes`, async () => {
      const trained = await fresh();
      const steps = async (): Promise<void> => {
        const shapes = Rng.of(9, "shapes");
        for (let step = 0; step < memorySteps; step++) {
          const rows = shapes.int(1, 5);
          const prompts = Array.from({ length: rows }, () => randomTokens(shapes, TINY, shapes.int(1, 9)));
          const options = { temperature: 1, maxNewTokens: shapes.int(1, 20), seed: 1, step, eosToken: EOS };
          const { completions } = await trained.sample(prompts, 2, options);
          const sequences = completions.map((completion, b) => ({ prompt: prompts[b >> 1] as Int32Array, completion }));
          const { logProbs } = await trained.forward(sequences, { temperature: 1, keep: true });
          await trained.forward(sequences, { temperature: 1, slot: "reference" });
          await trained.backward(logProbs.map(() => 1e-3));
          await trained.optimizerStep({ ...adamW, learningRate: 0 });
        }
      };
      await steps();
      const bytes = trained.memoryBytes();
      const tensors = liveTensors?.();
      expect(bytes).toBeGreaterThan(0);
      await steps();
      expect(trained.memoryBytes()).toBeLessThanOrEqual(1.01 * bytes); // a pool may hold a spare small buffer
      expect(liveTensors?.()).toBe(tensors);
    });

    // nothing to count where the memory is one block that goes with its owner
    if (liveTensors)
      it("gives everything back when it is disposed", async () => {
        const before = liveTensors?.();
        const trained = await make(TINY, weights);
        await trained.forward(batch, { temperature: 1, keep: true });
        await trained.backward(dLogProbs);
        await trained.forward(batch, { temperature: 1, keep: true });
        trained.dispose();
        expect(liveTensors?.()).toBe(before);
      });

    it("says what it is", () => {
      expect(policy.shape).toEqual(TINY);
      expect(policy.backend.description).not.toBe("");
    });

    const scoresOf = (w: Weights64, sequences: readonly Sequence[], temperature: number) => {
      const all = sequences.map((sequence) => referenceScores(TINY, w, sequence, temperature));
      return { logProbs: flat(all.map((s) => s.logProbs)), entropies: flat(all.map((s) => s.entropies)) };
    };
  });
}

const normals = (rng: Rng, length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
const flat = (rows: readonly ArrayLike<number>[]): Float64Array =>
  Float64Array.from(rows.flatMap((row) => Array.from(row)));

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function unit(x: Float32Array): Float64Array {
  const length = Math.sqrt(dot(x, x));
  return Float64Array.from(x, (value) => value / length);
}

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number, what: string): void {
  expect(got.length, `${what}: length`).toBe(want.length);
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs((got[i] as number) - (want[i] as number));
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }
  expect(worst, `${what}: largest absolute difference`).toBeLessThanOrEqual(tolerance);
}

function expectWeightsClose(got: Weights, want: Weights, relative: number): void {
  expect([...got.keys()]).toEqual([...want.keys()]);
  for (const [name, { data }] of want) {
    const scale = Math.sqrt(dot(data, data)) + 1e-6;
    expectClose(got.get(name)?.data ?? [], data, relative * scale, name);
  }
}
