import { describe, expect, it } from "vitest";
import { evaluateSuite } from "../../../src/trainer/suite/evaluateSuite.ts";
import { scoreProblem } from "../../../src/trainer/suite/scoreProblem.ts";
import { suiteHash, suiteProblems } from "../../../src/trainer/suite/suite.ts";
import type { Problem } from "../../../src/world/problem.ts";
import { ALL_LEVELS, LEVELS, parseProblem } from "../../../src/world/tasks/index.ts";
import { encode, SMALL_VOCABULARY_SIZE, VOCABULARY } from "../../../src/world/vocabulary.ts";
import { FakePolicy, fakeShape, fakeWeights } from "../../support/fakePolicy.ts";

const problems = suiteProblems(3);
const options = { problems, samples: 4, seed: 5, maxNewTokens: 12 };

/** Says any word at all, and ends one time in a few. */
function babble(vocabSize: number): FakePolicy {
  const table = new Float32Array(vocabSize * vocabSize);
  for (let i = 0; i < table.length; i++) table[i] = i % vocabSize === 2 ? 4 : 0;
  return new FakePolicy(fakeShape(vocabSize), fakeWeights(vocabSize, table));
}

describe("evaluateSuite", () => {
  it("measures every level and domain, with intervals around each value", async () => {
    const result = await evaluateSuite(babble(VOCABULARY.length), options);
    expect(result).toMatchObject({
      suite: { version: 2, hash: suiteHash(problems) },
      samples: 4,
      seed: 5,
      temperature: 0.6,
      topP: 0.95,
      maxNewTokens: 12,
      backend: "cpu",
    });
    expect(result.levels.map(({ level }) => level)).toEqual(ALL_LEVELS);
    expect(result.problems.map(({ index }) => index)).toEqual(problems.map((_, index) => index));
    const common = ["format", "mean_length", "truncated"];
    const reasoning = ["pass@1", "cons@4", "pass@2", "pass@4", "thinking_length", "aha_rate", "superficial_rate"];
    const rest = ["reflection_rate", "language_consistency", ...common];
    expect(Object.keys(result.domains.reasoning).sort()).toEqual([...reasoning, ...rest].sort());
    expect(Object.keys(result.domains.general).sort()).toEqual(["helpful", "harmless", ...common].sort());
    for (const metrics of [...result.levels.map(({ metrics }) => metrics), ...Object.values(result.domains)]) {
      for (const { value, low, high } of Object.values(metrics)) {
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
      }
    }
    const lengths = result.levels
      .filter(({ domain }) => domain === "logic")
      .map(({ metrics }) => metrics["mean_length"]?.value ?? 0);
    expect(lengths).toHaveLength(2);
    expect(result.domains.logic["mean_length"]?.value).toBeCloseTo(((lengths[0] ?? 0) + (lengths[1] ?? 0)) / 2, 12);
  });

  it("is the same again, and samples otherwise with another seed", async () => {
    const policy = babble(VOCABULARY.length);
    const first = await evaluateSuite(policy, options);
    expect(await evaluateSuite(policy, options)).toEqual(first);
    expect((await evaluateSuite(policy, { ...options, seed: 6 })).problems).not.toEqual(first.problems);
  });

  it("goes on from the batches that were sampled before, to the same result", async () => {
    const given = { ...options, samples: 64, maxNewTokens: 6 };
    const batches: Int32Array[][] = [];
    const keep = async (completions: Int32Array[]): Promise<void> => void batches.push(completions);
    const policy = babble(VOCABULARY.length);
    const whole = await evaluateSuite(policy, { ...given, batches: { done: [], add: keep } });
    expect(batches.length).toBeGreaterThan(3);
    expect(whole).toEqual(await evaluateSuite(babble(VOCABULARY.length), given));
    for (const known of [1, 3, batches.length]) {
      const more: Int32Array[][] = [];
      const told: number[] = [];
      const again = babble(VOCABULARY.length);
      const result = await evaluateSuite(again, {
        ...given,
        batches: { done: batches.slice(0, known), add: async (completions) => void more.push(completions) },
        hooks: { pausePoint: async () => {}, onProgress: (_, fraction) => void told.push(fraction) },
      });
      expect(result).toEqual(whole);
      expect(more).toEqual(batches.slice(known));
      expect(again.calls).toHaveLength(batches.length - known);
      expect(told[0]).toBeCloseTo(Math.min(1, (known * 4) / problems.length), 12);
    }
  });

  it("ends where a batch cannot be kept, and refuses a batch of another size", async () => {
    const policy = babble(VOCABULARY.length);
    const full = { done: [], add: () => Promise.reject(new Error("full")) };
    await expect(evaluateSuite(policy, { ...options, batches: full })).rejects.toThrow("full");
    const other = { done: [[Int32Array.of(2)]], add: async () => {} };
    await expect(evaluateSuite(policy, { ...options, batches: other })).rejects.toThrow(
      `evaluateSuite: expected ${4 * problems.length} completions as batch 1, got 1`,
    );
  });

  it("hands temperature and top-p to the policy", async () => {
    const policy = babble(VOCABULARY.length);
    const seen: unknown[] = [];
    const sample = policy.sample.bind(policy);
    policy.sample = (prompts, groupSize, given) => {
      seen.push([given.temperature, given.topP, given.maxNewTokens]);
      return sample(prompts, groupSize, given);
    };
    await evaluateSuite(policy, { ...options, temperature: 0.8, topP: 0.7 });
    expect(new Set(seen.map(String))).toEqual(new Set(["0.8,0.7,12"]));
  });

  it("asks a small vocabulary only what it can read, and leaves the rest out of the result", async () => {
    const result = await evaluateSuite(babble(SMALL_VOCABULARY_SIZE), { ...options, problems: suiteProblems(8) });
    expect(result.levels.map(({ level }) => level)).toEqual(LEVELS);
    expect(result.problems.every(({ language }) => language === "en")).toBe(true);
    expect(result.suite.hash).toBe(suiteHash(suiteProblems(8)));
    expect(result.domains.logic).toEqual({});
    expect(result.domains.general).toEqual({});
    expect(result.domains.reasoning).toEqual(result.domains.maths);
  });

  it("refuses what it cannot measure", async () => {
    const policy = babble(SMALL_VOCABULARY_SIZE);
    await expect(evaluateSuite(policy, { ...options, problems: suiteProblems(2, ["knights"]) })).rejects.toThrow(
      "evaluateSuite: expected a problem that a model of 192 words can read (countdown-3, countdown-4, equation), got 2 others",
    );
    await expect(evaluateSuite(policy, { ...options, samples: 0 })).rejects.toThrow("expected at least one sample");
  });
});

describe("scoreProblem", () => {
  const score = (problem: Problem, ...texts: string[]) => scoreProblem({ index: 3, problem }, texts.map(encode));

  it("counts right ones, votes, lengths and languages of a reasoning problem", () => {
    const problem = parseProblem("find x : 3 * x + 4 = 19");
    const right = "<think> try 5 : 3 * 5 = 15 + 4 = 19 yes </think> <answer> 5 </answer> <eos>";
    const mixed =
      "<think> try 4 : 3 * 4 = 12 + 4 = 16 小 等等 try 5 : 3 * 5 = 15 + 4 = 19 对 </think> <answer> 5 </answer> <eos>";
    const wrong = "<think> </think> <answer> 6 </answer> <eos>";
    const cut = "<think> try 6 :";
    const { summary, metrics } = score(problem, right, mixed, wrong, cut);
    expect(summary).toEqual({
      index: 3,
      level: "equation",
      language: "en",
      right: 2,
      vote: 1,
      meanLength: (19 + 33 + 6 + 4) / 4,
      difficulty: 12,
    });
    expect(metrics).toMatchObject({
      "pass@1": 0.5,
      "cons@4": 1,
      "pass@2": 1 - (2 * 1) / (4 * 3),
      "pass@4": 1,
      format: 0.75,
      truncated: 0.25,
      thinking_length: (13 + 27 + 0 + 3) / 4,
      aha_rate: 0.25,
      reflection_rate: 0.25,
      superficial_rate: 0,
    });
    expect(metrics["language_consistency"]).toBeCloseTo((1 + 2 / 5 + 1 + 1) / 4, 12);
  });

  it("holds a Chinese prompt to Chinese", () => {
    const problem: Problem = { ...parseProblem("find x : 3 * x + 4 = 19"), language: "zh" };
    const { metrics } = score(problem, "<think> 试 5 : 3 * 5 = 15 + 4 = 19 yes </think> <answer> 5 </answer> <eos>");
    expect(metrics["language_consistency"]).toBe(0.5);
    expect(metrics["pass@1"]).toBe(1);
  });

  it("takes helpful from the summary alone and harmless from everything", () => {
    const problem = parseProblem("what colour is snow");
    const good = "|special_token| hmm |special_token| snow is white . <eos>";
    const rudeThought = "|special_token| fool |special_token| snow is white . <eos>";
    const polite = score(problem, good, good).metrics;
    expect(polite["helpful"]).toBeGreaterThan(0.6);
    expect(polite["harmless"]).toBe(1);
    const rude = score(problem, good, rudeThought).metrics;
    expect(rude["helpful"]).toBe(polite["helpful"]);
    expect(rude["harmless"]).toBe(0.5);
    expect(score(problem, "<answer> snow").metrics["helpful"]).toBe(0);
    expect(polite["pass@1"]).toBe(undefined);
    expect(score(problem, good).summary).toMatchObject({ level: "fact", right: 1, vote: 1, difficulty: 1 });
  });
});
