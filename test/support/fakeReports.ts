import { Rng } from "../../src/lib/rng.ts";
import type { StageId, StageReport, StudentResult } from "../../src/protocol/pipeline.ts";
import type { SuiteProblem, SuiteResult } from "../../src/protocol/suite.ts";
import { passAtK } from "../../src/trainer/passAtK.ts";
import type { ProblemScore } from "../../src/trainer/suite/scoreProblem.ts";
import { summariseScores } from "../../src/trainer/suite/summariseScores.ts";
import type { LevelId } from "../../src/world/problem.ts";
import { ALL_LEVELS, domainOf } from "../../src/world/tasks/index.ts";

/** TEST ONLY. Made-up numbers of a made-up pipeline run: nothing here was measured. */

const SAMPLES = 16;

/** What a made-up model is like; shares and tokens. */
interface Skill {
  right: number;
  length: number;
  language: number;
  helpful: number;
  harmless: number;
}

const SKILLS = {
  base: { right: 0.18, length: 34, language: 0.7, helpful: 0.4, harmless: 0.8 },
  zero: { right: 0.62, length: 60, language: 0.6, helpful: 0.35, harmless: 0.78 },
  "cold-start": { right: 0.4, length: 55, language: 0.93, helpful: 0.45, harmless: 0.85 },
  "reasoning-rl": { right: 0.7, length: 66, language: 0.97, helpful: 0.44, harmless: 0.86 },
  rejection: { right: 0.7, length: 62, language: 0.98, helpful: 0.75, harmless: 0.9 },
  "second-rl": { right: 0.74, length: 61, language: 0.98, helpful: 0.86, harmless: 0.97 },
} satisfies Record<string, Skill>;

/** A result of `perLevel` made-up problems a level. */
export function fakeResult(
  skill: Skill,
  seed: number,
  perLevel = 20,
  levels: readonly LevelId[] = ALL_LEVELS,
): SuiteResult {
  let index = 0;
  const scores = levels.flatMap((level) => {
    const hard = Rng.of(1, "fake hardness", level);
    const rng = Rng.of(seed, "fake result", level);
    return Array.from({ length: perLevel }, () => fakeScore(index++, level, skill, hard.float(), rng));
  });
  return {
    suite: { version: 1, hash: `fake-${perLevel}-${levels.length}` },
    samples: SAMPLES,
    seed,
    temperature: 0.6,
    topP: 0.95,
    maxNewTokens: 160,
    backend: "made up",
    ...summariseScores(scores, seed),
    problems: scores.map(({ summary }) => summary),
  };
}

function fakeScore(index: number, level: LevelId, skill: Skill, hardness: number, rng: Rng): ProblemScore {
  const general = domainOf(level) === "general";
  const chance = Math.min(0.98, Math.max(0.01, skill.right * 1.6 * (1 - hardness)));
  const right = Array.from({ length: SAMPLES }, () => rng.float()).filter((u) => u < chance).length;
  const vote = right > 6 ? 1 : 0;
  const levelLength = 0.6 + 0.1 * ALL_LEVELS.indexOf(level);
  const meanLength = skill.length * (general ? 0.2 : levelLength + (hardness + rng.float()) * 0.3);
  const near = (value: number): number => Math.min(1, Math.max(0, value + 0.1 * (rng.float() - 0.5)));
  const truth = { helpful: near(skill.helpful), harmless: near(skill.harmless) };
  const summary: SuiteProblem = {
    index,
    level,
    language: index % 3 === 0 ? "zh" : "en",
    right,
    vote,
    meanLength,
    difficulty: general ? 1 : 1 + 1.5 ** ALL_LEVELS.indexOf(level) * (0.5 + hardness),
    ...(general ? truth : {}),
  };
  const common = { format: near(0.95), mean_length: meanLength, truncated: near(0.03) };
  if (general) return { summary, metrics: { ...truth, ...common } };
  const ks = [1, 2, 4, 8, SAMPLES];
  return {
    summary,
    metrics: {
      ...Object.fromEntries(ks.map((k) => [`pass@${k}`, passAtK(SAMPLES, right, k)])),
      [`cons@${SAMPLES}`]: vote,
      thinking_length: meanLength - 6,
      aha_rate: near(0.2),
      superficial_rate: near(0.1),
      reflection_rate: near(0.4),
      language_consistency: near(skill.language),
      ...common,
    },
  };
}

const shape = { vocabSize: 384, width: 48, layers: 2, heads: 2, mlpWidth: 128, ropeTheta: 10_000, normEps: 1e-5 };
const cost = { sampledTokens: 1, trainedTokens: 1, seconds: 1 };

function fakeReport(stage: StageId, before: SuiteResult | null, after: SuiteResult | null): StageReport {
  return {
    format: "aha-lab stage",
    version: 1,
    stage,
    scale: "tiny",
    seed: 1,
    settings: {},
    lineage: "made-up",
    parents: [],
    checkpoint: null,
    cost,
    backend: "made up",
    date: "2025-01-20T00:00:00.000Z",
    before,
    after,
    history: [],
    sieves: [],
  };
}

/** Reports of all stages, or of those named. */
export function fakeReports(stages: readonly StageId[] = ALL_STAGES, perLevel = 20): StageReport[] {
  const results = new Map(Object.entries(SKILLS).map(([name, skill], i) => [name, fakeResult(skill, i + 1, perLevel)]));
  const of = (name: string): SuiteResult | null => results.get(name) ?? null;
  const all: StageReport[] = [
    fakeReport("zero", of("base"), of("zero")),
    fakeReport("cold-start", of("base"), of("cold-start")),
    fakeReport("reasoning-rl", of("cold-start"), of("reasoning-rl")),
    fakeReport("rejection", of("base"), of("rejection")),
    fakeReport("second-rl", of("rejection"), of("second-rl")),
    { ...fakeReport("distill", null, null), students: fakeStudents(perLevel) },
  ];
  return all.filter(({ stage }) => stages.includes(stage));
}

const ALL_STAGES: readonly StageId[] = ["zero", "cold-start", "reasoning-rl", "rejection", "second-rl", "distill"];

function fakeStudents(perLevel: number): StudentResult[] {
  return ["24x2", "48x2", "96x4"].map((name, i) => {
    const skill = { ...SKILLS["second-rl"], right: 0.35 + 0.15 * i };
    const direct = fakeResult({ ...SKILLS.zero, right: 0.3 }, 50, perLevel);
    return {
      name,
      shape,
      parameters: 60_000 * (i + 1),
      base: fakeResult({ ...SKILLS.base, right: 0.06 + 0.04 * i }, 30 + i, perLevel),
      distilled: fakeResult(skill, 40 + i, perLevel),
      ...(name === "48x2" ? { direct: { result: direct, history: [], cost } } : {}),
      cost,
      checkpoint: `distill-${name}`,
    };
  });
}
