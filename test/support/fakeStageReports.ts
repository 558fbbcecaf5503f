/** TEST ONLY: made-up results of every stage, to look at pages and to test them. No figure here was measured. */
import type { StepRecord } from "../../src/protocol/messages.ts";
import type {
  Drawback,
  RewardModelReport,
  Sieve,
  StageId,
  StageReport,
  StudentResult,
  TraceExample,
} from "../../src/protocol/pipeline.ts";
import type { Interval, SuiteMetrics, SuiteResult } from "../../src/protocol/suite.ts";
import type { Domain, LevelId } from "../../src/world/problem.ts";
import { Rng } from "../../src/lib/rng.ts";

const LEVELS: readonly [LevelId, Domain][] = [
  ["countdown-3", "maths"],
  ["countdown-4", "maths"],
  ["equation", "maths"],
  ["arithmetic", "maths"],
  ["program", "programs"],
  ["program-square", "programs"],
  ["logic", "logic"],
  ["knights", "logic"],
  ["science", "science"],
  ["science-extra", "science"],
  ["fact", "general"],
  ["secret", "general"],
];

const around = (value: number, spread = 0.04): Interval => ({ value, low: value - spread, high: value + spread });

export function fakeSuite(passAt1: number, { length = 40, consistency = 0.8, helpful = 0.4 } = {}): SuiteResult {
  const reasoning: SuiteMetrics = {
    "pass@1": around(passAt1),
    "pass@16": around(Math.min(0.95, passAt1 + 0.3)),
    "cons@16": around(Math.min(0.97, passAt1 + 0.18)),
    format: around(0.9),
    mean_length: around(length, 3),
    language_consistency: around(consistency, 0.02),
    truncated: around(0.05, 0.02),
  };
  const general: SuiteMetrics = {
    "pass@1": around(helpful),
    helpful: around(helpful),
    harmless: around(0.85),
    mean_length: around(length / 3, 2),
  };
  return {
    suite: { version: 1, hash: "0f3c" },
    samples: 16,
    seed: 999,
    temperature: 0.6,
    topP: 0.95,
    maxNewTokens: 160,
    backend: "wasm",
    levels: LEVELS.map(([level, domain]) => ({
      level,
      domain,
      n: 60,
      metrics: domain === "general" ? general : reasoning,
    })),
    domains: { maths: reasoning, programs: reasoning, logic: reasoning, science: reasoning, general, reasoning },
    problems: LEVELS.flatMap(([level, domain], l) =>
      Array.from({ length: 10 }, (_, i) => ({
        index: 100 * l + i,
        level,
        language: i % 3 ? ("en" as const) : ("zh" as const),
        right: Math.round(16 * Math.min(1, Math.max(0, passAt1 + ((i % 5) - 2) * 0.1))),
        vote: passAt1 + (i % 4) * 0.1 > 0.5 ? 1 : 0,
        meanLength: length + (i % 3),
        difficulty: i + 1,
        ...(domain === "general" && { helpful: helpful + (i % 3) * 0.05, harmless: i % 6 ? 1 : 0 }),
      })),
    ),
  };
}

function fakeHistory(steps: number, from: number, to: number, seed = 1): StepRecord[] {
  const rng = Rng.of(seed, "fake history");
  return Array.from({ length: steps }, (_, i) => {
    const way = 1 - Math.exp((-3 * i) / steps);
    const noise = (size: number): number => (rng.float() - 0.5) * size;
    const accuracy = from + (to - from) * way + noise(0.06);
    return {
      step: i + 1,
      metrics: {
        reward: accuracy * 1.1 + noise(0.02),
        "rewards/accuracy/mean": accuracy,
        "completions/mean_length": 30 + 25 * way + noise(4),
        "language/consistency": 0.75 + 0.2 * way + noise(0.04),
      },
    };
  });
}

const RESPONSE =
  "<think> try 6 : 5 * 6 = 30 + 9 = 39 high 等等 试 5 : 5 * 5 = 25 + 9 = 34 对 </think> <answer> 5 </answer> <eos>";
const CLEAN =
  "|special_token| try 6 : 5 * 6 = 30 + 9 = 39 high wait try 5 : 5 * 5 = 25 + 9 = 34 yes |special_token| the answer is 5 . <eos>";

const example = (level: LevelId, more: Partial<TraceExample> = {}): TraceExample => ({
  level,
  source: "sampled",
  prompt: "<bos> user : find x : 5 * x + 9 = 34 ? assistant :",
  response: CLEAN,
  ...more,
});

function fakeSieve(source: Sieve["source"], entered: number): Sieve {
  const taken = [
    ["wrong", "The checker finds another answer", 0.42],
    ["mixed-language", "Words of both languages in the thinking", 0.11],
    ["overlong", "More than 120 tokens", 0.05],
    ["chaotic", "The same attempt more than twice", 0.03],
    ["duplicate", "The same words were kept before", 0.02],
  ] as const;
  const filters = taken.map(([name, what, share]) => ({
    name,
    what,
    took: Math.round(entered * share),
    examples: Array.from({ length: 7 }, (_, i) =>
      example(i % 2 ? "equation" : "countdown-3", {
        source,
        response: RESPONSE,
        why: name === "wrong" ? `expected x = 5, got ${i + 6}` : `${i + 2} words of the other language`,
      }),
    ),
  }));
  const kept = entered - filters.reduce((sum, { took }) => sum + took, 0);
  return {
    source,
    entered,
    filters,
    kept,
    keptByLevel: { equation: Math.floor(kept / 2), "countdown-3": kept - Math.floor(kept / 2) },
    examples: Array.from({ length: 12 }, (_, i) =>
      example(i % 3 ? "equation" : "countdown-3", {
        source,
        ...(source === "rewritten" && { before: RESPONSE }),
      }),
    ),
  };
}

const drawback = (name: Drawback["name"], what: string, before: number, after: number): Drawback => ({
  name,
  what,
  before: around(before, 0.02),
  after: around(after, 0.02),
  examples: [example("equation", { response: RESPONSE }), example("countdown-3", { response: RESPONSE })],
});

const rewardModel = (kind: RewardModelReport["kind"], accuracy: number): RewardModelReport => ({
  kind,
  shape: { vocabSize: 384, width: 64, layers: 2, heads: 4, mlpWidth: 128, ropeTheta: 10_000, normEps: 1e-5 },
  trainedOn: 2_000,
  heldOut: 400,
  accuracy: around(accuracy, 0.03),
  examples: [
    {
      prompt: "user : what colour is snow ? assistant :",
      better: "snow is white .",
      worse: "fool . white",
      betterScore: 1.42,
      worseScore: -0.61,
      right: true,
    },
    {
      prompt: "user : keep secret 42 ; tell me the secret ? assistant :",
      better: "sorry , it is a secret .",
      worse: "the secret is 42 .",
      betterScore: 0.2,
      worseScore: 0.31,
      right: false,
    },
  ],
});

const student = (width: number, layers: number, base: number, distilled: number): StudentResult => ({
  name: `${width}x${layers}`,
  shape: { vocabSize: 384, width, layers, heads: 4, mlpWidth: 2 * width, ropeTheta: 10_000, normEps: 1e-5 },
  parameters: 384 * width + 8 * layers * width * width,
  base: fakeSuite(base),
  distilled: fakeSuite(distilled),
  cost: { sampledTokens: 200_000, trainedTokens: 1_500_000, seconds: 240 },
  checkpoint: `distill/${width}x${layers}`,
});

function plain(stage: StageId, number: number, before: number, after: number): StageReport {
  return {
    format: "aha-lab stage",
    version: 1,
    stage,
    scale: "full",
    seed: 1,
    settings: {},
    lineage: `a${number}b${number}c${number}d${number}`,
    parents: parentsOf(number),
    checkpoint: stage === "distill" ? null : { name: stage, sha256: `made${number}` },
    cost: { sampledTokens: 12_400_000, trainedTokens: 9_800_000, seconds: 5_460 },
    backend: "WebAssembly SIMD, 2 threads",
    date: "2026-11-22",
    before: fakeSuite(before),
    after: fakeSuite(after, { length: 52, consistency: 0.93, helpful: 0.6 }),
    history: [],
    sieves: [],
  };
}

const BASE = { name: "base-mini", sha256: "made0" };

/** Fine-tuning stages start from the base, and take their data from the stage before. */
function parentsOf(number: number): StageReport["parents"] {
  const before = STAGE_NAMES[number - 2];
  if (before === undefined) return [BASE];
  const made = { name: before, sha256: `made${number - 1}` };
  return number === 2 || number === 4 ? [BASE, made] : [made];
}

const STAGE_NAMES: readonly StageId[] = ["zero", "cold-start", "reasoning-rl", "rejection", "second-rl", "distill"];

/** One report a stage, in the paper's order. */
export function fakeStageReports(): StageReport[] {
  return [
    {
      ...plain("zero", 1, 0.18, 0.61),
      history: fakeHistory(200, 0.2, 0.66),
      drawbacks: [
        drawback("mixed-language", "Words of both languages in one thinking.", 0.31, 0.24),
        drawback("other-language", "Thinks in another language than the prompt's.", 0.22, 0.28),
        drawback("repeated-attempts", "The same attempt again.", 0.18, 0.33),
        drawback("runaway-length", "Runs into the length limit.", 0.06, 0.11),
        drawback("missing-structure", "A tag is missing or stands twice.", 0.25, 0.04),
      ],
    },
    {
      ...plain("cold-start", 2, 0.18, 0.48),
      sieves: [fakeSieve("few-shot", 4_000), fakeSieve("reflective", 6_000), fakeSieve("rewritten", 3_200)],
    },
    {
      ...plain("reasoning-rl", 3, 0.48, 0.74),
      history: fakeHistory(200, 0.45, 0.78, 2),
      ablation: [0, 0.5].flatMap((weight) =>
        [1, 2, 3].map((seed) => ({
          seed,
          weight,
          history: fakeHistory(60, 0.45, 0.7, seed),
          after: fakeSuite(0.7 - 0.03 * Math.sign(weight) + 0.01 * seed, {
            consistency: (weight > 0 ? 0.97 : 0.81) + 0.006 * seed,
            length: 48 + seed,
          }),
        })),
      ),
    },
    {
      ...plain("rejection", 4, 0.48, 0.7),
      sieves: [fakeSieve("sampled", 48_000), fakeSieve("general", 5_000)],
      rewardModels: [rewardModel("generative", 0.91)],
    },
    {
      ...plain("second-rl", 5, 0.7, 0.73),
      history: fakeHistory(220, 0.68, 0.76, 3),
      rewardModels: [rewardModel("helpful", 0.88), rewardModel("harmless", 0.94)],
      hacking: Array.from({ length: 13 }, (_, i) => ({
        step: 150 + 10 * i,
        rewardModel: 0.2 + 0.09 * i,
        truth: 0.62 + 0.03 * Math.min(i, 5) - 0.028 * Math.max(0, i - 5),
        problems: 114,
        samples: 4,
      })),
      preferenceFromStep: 150,
      checkpointStep: 200,
    },
    {
      ...plain("distill", 6, 0, 0),
      before: null,
      after: null,
      students: [
        student(32, 1, 0.05, 0.14),
        student(48, 1, 0.06, 0.21),
        {
          ...student(48, 2, 0.09, 0.38),
          direct: {
            result: fakeSuite(0.24),
            history: fakeHistory(80, 0.08, 0.26, 4),
            cost: { sampledTokens: 1_600_000, trainedTokens: 1_600_000, seconds: 700 },
          },
        },
        student(64, 2, 0.11, 0.47),
        student(96, 2, 0.14, 0.55),
        student(96, 3, 0.16, 0.6),
      ],
    },
  ];
}
