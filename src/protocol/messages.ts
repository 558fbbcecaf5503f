/** Messages between page and worker: discriminated unions, types only. */
import type { EngineOptions } from "../engine/engineOptions.ts";
import type { BackendInfo, BackendName, ModelShape } from "../engine/policy.ts";
import type { RunConfig } from "../rl/config.ts";
import type { Behaviour } from "../world/behaviour.types.ts";
import type { Problem } from "../world/problem.ts";

/**
 * Metric name (TRL's, plus ours) → value. Missing means not measured in that step.
 * Seconds of a step by what they were spent on: timing/prefill, decode, reward, log_probs, forward, backward, optimizer, read_back and
 * idle (what is left of step_time). Runs recorded before these were measured have none.
 */
export type Metrics = Record<string, number>;

export interface LevelScores {
  n: number;
  "pass@1": number;
  "pass@1_ci": [number, number];
  /** `cons@16`, `cons@16_ci`, `pass@16`, `pass@16_ci`, … (k = samples), format, mean_length, aha_rate, reflection_rate, each with `_ci`. */
  [metric: string]: number | [number, number];
}

export interface Evaluation {
  step: number;
  samples: number;
  seed: number;
  levels: Record<string, LevelScores>;
  mean: LevelScores;
}

/** One completion of a group, with everything the inspector shows. Arrays are per token of the completion. */
export interface CompletionView {
  tokens: number[];
  text: string;
  correct: boolean;
  format: boolean;
  truncated: boolean;
  answer: string | null;
  reward: number;
  /** Weighted parts, by reward name; they add up to `reward` (before any group normalisation). */
  rewardParts: Record<string, number>;
  advantage: number;
  behaviour: Behaviour;
  /** At sampling time. */
  oldLogProbs: number[];
  /** At update time, in the first pass. */
  logProbs: number[];
  entropies: number[];
  /** exp(logProbs - oldLogProbs). */
  ratios: number[];
  /** -1 clipped below, 1 clipped above, 0 not clipped. */
  clipped: number[];
  /** k3 against the reference; absent when klCoef is 0. */
  kl?: number[];
  /** Change of the log-prob by this step's whole update; absent when not measured. */
  logProbChange?: number[];
}

export interface GroupView {
  step: number;
  /** Index among the step's prompts. */
  index: number;
  promptCount: number;
  problem: Problem;
  prompt: string;
  level: string;
  meanReward: number;
  stdReward: number;
  completions: CompletionView[];
}

export interface AhaEvent {
  id: string; // `${step}.${row}`
  step: number;
  problem: Problem;
  prompt: string;
  level: string;
  tokens: number[];
  text: string;
  behaviour: Behaviour;
}

/** The base model on the problem of an aha, same seed. */
export interface Replay {
  id: string;
  attempts: { text: string; tokens: number[]; correct: boolean; behaviour: Behaviour }[];
  /** Share of the base model's samples that were right. */
  baseAccuracy: number;
}

export type Phase = "sampling" | "updating" | "evaluating";

export type RunStatus = "loading" | "ready" | "playing" | "pausing" | "paused" | "finished" | "failed";

export type FailureKind =
  | "no-webgpu"
  | "checkpoint"
  | "fetch"
  | "non-finite"
  | "storage"
  | "device-lost"
  | "out-of-memory"
  | "config"
  | "internal";

export interface Failure {
  kind: FailureKind;
  /** What happened, in one plain sentence. */
  message: string;
  /** What was saved and what to press. */
  hint: string;
  /** The run goes on or can be gone on with (weights are intact). */
  recoverable: boolean;
  /** A way out that fits this very failure, for a button: `command`, posted as it is, does what `label` says. */
  offer?: Offer;
}

export interface Offer {
  /** "Go on on the CPU", "Use 24 prompts × 16". */
  label: string;
  command: Extract<ToWorker, { type: "revive" | "restart" }>;
}

/** What the trainer was about when a device was lost. */
export type Activity = "starting" | "sampling" | "updating" | "evaluating" | "replaying" | "saving";

/** A device was lost or ran out of memory, and the run went on by itself from the last whole step. */
export interface Recovery {
  kind: "device-lost" | "out-of-memory" | "internal";
  activity: Activity;
  /** Steps done; the next one is done from its beginning. */
  step: number;
  /** What happened and from where the run goes on, in plain sentences. */
  message: string;
  /** Devices lost since the run was loaded, this one included. */
  losses: number;
  /** From the news of the loss to the new device with the run on it. */
  seconds: number;
}

/** What the autosave holds; stored by the page in IndexedDB under `runId`. Structured-clonable. */
export interface SavedRun {
  version: 1;
  runId: string;
  savedAt: number;
  config: RunConfig;
  step: number;
  vocabularyHash: string;
  shape: ModelShape;
  /** safetensors files. */
  weights: Uint8Array;
  reference: Uint8Array;
  optimizer: Uint8Array;
  history: StepRecord[];
  evaluations: Evaluation[];
  ahaCount: number;
  firstAhaStep: number | null;
}

export interface StepRecord {
  step: number;
  metrics: Metrics;
}

/** What a visitor can hold the engine to. */
export type EngineChoice = EngineOptions;

export type ToWorker =
  | {
      type: "load";
      config: RunConfig;
      checkpointUrl: string;
      backend: BackendName | "auto";
      saved?: SavedRun;
      engine?: EngineChoice;
    }
  | { type: "play" }
  | { type: "pause" }
  | { type: "step" }
  /** From the base checkpoint, with a (possibly changed) config. */
  | { type: "restart"; config: RunConfig }
  /**
   * Goes on from the last whole step with a new policy, on this backend (default: the one it had) and with these settings changed.
   * Answered by "loaded". A run that was going goes on by itself; a load that failed is tried again.
   */
  | { type: "revive"; backend?: BackendName | "auto"; patch?: Partial<RunConfig> }
  | { type: "evaluate" }
  | { type: "replay"; event: AhaEvent; samples: number }
  | { type: "save" };

export type FromWorker =
  | { type: "loaded"; backend: BackendInfo; shape: ModelShape; parameters: number; step: number; config: RunConfig }
  | { type: "status"; status: RunStatus }
  /** Inside a step, a few times a second: what it does and how far it is (0…1 within the phase). */
  | {
      type: "progress";
      step: number;
      phase: Phase;
      fraction: number;
      tokensPerSecond: number;
    }
  | {
      type: "step";
      record: StepRecord;
      groups: GroupView[];
      ahas: AhaEvent[];
      ahaCount: number;
      firstAhaStep: number | null;
    }
  | { type: "evaluation"; evaluation: Evaluation }
  | { type: "replay"; replay: Replay }
  | { type: "saved-state"; saved: SavedRun }
  | {
      type: "restored";
      history: StepRecord[];
      evaluations: Evaluation[];
      ahaCount: number;
      firstAhaStep: number | null;
    }
  /** The status has not changed meanwhile. Where another backend took over, a "loaded" came before. */
  | { type: "recovered"; recovery: Recovery }
  | { type: "failure"; failure: Failure };
