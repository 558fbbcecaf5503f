import type { ModelShape } from "../engine/policy.ts";
import type { RunConfig } from "../rl/config.ts";
import type { LevelId } from "../world/problem.ts";
import type { Failure, StepRecord } from "./messages.ts";
import type { Interval, SuiteResult } from "./suite.ts";

/**
 * What the pipeline of stages deals in: settings, suite results, data that a sieve let through, reports. Everything here is JSON, so
 * that a run in a directory, in the page's storage and in the shipped files is the same thing.
 */

/** In the order of the paper. */
export type StageId = "zero" | "cold-start" | "reasoning-rl" | "rejection" | "second-rl" | "distill";

export type Scale = "tiny" | "full";

/** How a cold-start trace came about, or where a fine-tuning example is from. */
export type TraceSource = "few-shot" | "reflective" | "rewritten" | "sampled" | "general";

export type FilterName =
  | "wrong"
  | "format"
  | "unverified"
  | "short"
  | "mixed-language"
  | "overlong"
  | "chaotic"
  | "duplicate"
  | "judged-bad"
  | "surplus";

/** One example that a sieve looked at, as words. */
export interface TraceExample {
  level: LevelId;
  source: TraceSource;
  prompt: string;
  response: string;
  /** Where the response was made from another one (post-processing): that one. */
  before?: string;
  /** Of a rejected one: what exactly was wrong, in a sentence. */
  why?: string;
}

/** What entered a stage's data, what each filter took, in order, and what is left. entered = Σ took + kept. */
export interface Sieve {
  source: TraceSource;
  entered: number;
  filters: { name: FilterName; what: string; took: number; examples: TraceExample[] }[];
  kept: number;
  keptByLevel: Partial<Record<LevelId, number>>;
  examples: TraceExample[];
}

export interface SftSettings {
  epochs: number;
  learningRate: number;
  /** Tokens a batch. */
  batchTokens: number;
}

export interface RewardModelSettings {
  /** Preference pairs, or labelled examples. */
  examples: number;
  sft: SftSettings;
}

export interface StudentSettings {
  /** "width x layers", e.g. "48x2". */
  name: string;
  /** Tokens of the base corpus that its own base model was trained on. */
  baseTokens: number;
}

/** Everything about a run of the pipeline. What is in it decides the lineage of what comes out. */
export interface PipelineSettings {
  scale: Scale;
  seed: number;
  /** Measured before and after each stage. */
  suite: { problems: number; samples: number };
  zero: { rl: Partial<RunConfig> };
  coldStart: { fewShot: number; reflective: number; rewritten: number; attempts: number; sft: SftSettings };
  reasoningRl: { rl: Partial<RunConfig>; ablationSeeds: number; ablationSteps: number };
  rejection: {
    prompts: number;
    samples: number;
    keepPerPrompt: number;
    generalShare: number;
    judge: RewardModelSettings;
    sft: SftSettings;
  };
  secondRl: {
    rl: Partial<RunConfig>;
    /** Share of the steps after which preference rewards count. */
    preferenceFrom: number;
    /** Further steps with the preference rewards on, to show what happens when they run too long. */
    overrunSteps: number;
    helpful: RewardModelSettings;
    harmless: RewardModelSettings;
  };
  distill: {
    traces: number;
    students: StudentSettings[];
    sft: SftSettings;
    direct: { student: string; rl: Partial<RunConfig> };
  };
}

/** A file of the pipeline by its content. */
export interface ArtifactRef {
  /** "base-mini", "zero", "cold-start/kept" … */
  name: string;
  /** Hexadecimal, of its bytes. */
  sha256: string;
}

export interface StageCost {
  /** Tokens sampled (rollouts, data, evaluation) and tokens trained on. */
  sampledTokens: number;
  trainedTokens: number;
  /** Wall clock on the machine that made it. */
  seconds: number;
}

/** Quality of a reward model on pairs or examples it was never trained on. */
export interface RewardModelReport {
  kind: RewardModelKind;
  shape: ModelShape;
  trainedOn: number;
  heldOut: number;
  /** Share of held-out pairs in the right order (helpful), of held-out examples judged right (harmless, generative). */
  accuracy: Interval;
  /** Some pairs or examples with the model's scores. */
  examples: {
    prompt: string;
    better: string;
    worse?: string;
    betterScore: number;
    worseScore?: number;
    right: boolean;
  }[];
}

export type RewardModelKind = "helpful" | "harmless" | "generative";

export interface AblationRun {
  seed: number;
  /** Weight of the language reward. */
  weight: number;
  history: StepRecord[];
  after: SuiteResult;
}

/** What R1-Zero's answers suffer from (the paper's section 2.2.4), measured over the suite's samples before and after. */
export interface Drawback {
  name: "mixed-language" | "other-language" | "repeated-attempts" | "runaway-length" | "missing-structure";
  what: string;
  before: Interval;
  after: Interval;
  examples: TraceExample[];
}

export interface StudentResult {
  name: string;
  shape: ModelShape;
  parameters: number;
  base: SuiteResult;
  distilled: SuiteResult;
  /** The student on which RL was run directly, with about the compute of its fine-tuning. Costs: of the training alone. */
  direct?: { result: SuiteResult; history: StepRecord[]; cost: StageCost };
  cost: StageCost;
  /** Artifact name of the distilled checkpoint. */
  checkpoint: string;
}

/** One point of the preference part of the second RL: what the reward model says and what is true, on held-out prompts. */
export interface HackingPoint {
  step: number;
  /** Mean score, in standard deviations of written answers. */
  rewardModel: number;
  truth: number;
  /** Held-out general prompts and answers to each. */
  problems: number;
  samples: number;
}

export interface StageReport {
  format: "aha-lab stage";
  version: 1;
  stage: StageId;
  scale: Scale;
  seed: number;
  /** The stage's own part of the settings. */
  settings: unknown;
  /** Of settings, seed and parents: equal for stages that must come out equal. */
  lineage: string;
  parents: ArtifactRef[];
  /** The checkpoint that the stage made; null for distill, which makes several. */
  checkpoint: ArtifactRef | null;
  cost: StageCost;
  backend: string;
  date: string;
  before: SuiteResult | null;
  after: SuiteResult | null;
  history: StepRecord[];
  sieves: Sieve[];
  /** What the stage's parts say in a sentence each, from measured values. */
  drawbacks?: Drawback[];
  ablation?: AblationRun[];
  rewardModels?: RewardModelReport[];
  hacking?: HackingPoint[];
  /** From which step on the preference rewards counted, and where the stage's checkpoint was taken. */
  preferenceFromStep?: number;
  checkpointStep?: number;
  students?: StudentResult[];
}

export interface StageProgress {
  stage: StageId;
  /** "evaluating", "collecting traces", "fine-tuning", "step" … */
  part: string;
  /** Of the whole stage, 0…1. */
  fraction: number;
  /** A sentence with the numbers of the moment. */
  message: string;
  /** Seconds left for this stage and for everything asked for; null where nothing is known yet. */
  stageEta: number | null;
  totalEta: number | null;
  /** The step's metrics where a step has just ended. */
  record?: StepRecord;
}

export type ToPipeline =
  /** Runs these stages in order from what is stored under the lineage; a stage that is done is not done again. */
  | {
      type: "run";
      stages: StageId[];
      settings: PipelineSettings;
      /** Address of the page. */ baseUrl: string;
    }
  /** Stops at the next safe place; what is done is stored. */
  | { type: "stop" };

export type FromPipeline =
  | { type: "progress"; progress: StageProgress }
  | { type: "stage-done"; report: StageReport }
  | { type: "stopped" }
  | { type: "finished" }
  | { type: "backend"; description: string }
  | { type: "failure"; failure: Failure; stage: StageId | null };
