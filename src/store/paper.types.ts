import type { StoreApi } from "zustand/vanilla";
import type { Failure, StepRecord } from "../protocol/messages.ts";
import type {
  FromPipeline,
  PipelineSettings,
  StageId,
  StageProgress,
  StageReport,
  ToPipeline,
} from "../protocol/pipeline.ts";
import type { PaperExamples } from "./paperExamples.ts";
import type { TypedWorker } from "./workerClient.ts";

/** A stage's result that was made in this browser. */
export interface OwnReport {
  /** Stage and lineage: the same settings give the same id. */
  id: string;
  savedAt: number;
  /** All settings of the run that made it. */
  settings: PipelineSettings;
  report: StageReport;
}

/** A run of the paper: which stages were asked for, and which one is on. */
export interface PaperRun {
  stages: readonly StageId[];
  settings: PipelineSettings;
  /** The one that is computed, or that was when the run ended; null before the first news of it. */
  stage: StageId | null;
  progress: StageProgress | null;
}

/** "interrupted": the page was closed while it ran; nothing of what the worker stored is lost. */
export type PaperStatus = "idle" | "running" | "stopping" | "stopped" | "interrupted" | "finished" | "failed";

export interface PaperState {
  /** What comes with the page, by stage; null until it was looked for. */
  shipped: Partial<Record<StageId, StageReport>> | null;
  own: readonly OwnReport[];
  /** What the next run uses. */
  settings: PipelineSettings;
  /** Of each stage the result to show: "shipped" or the id of one's own; the newest that fits where nothing was chosen. */
  chosen: Partial<Record<StageId, string>>;
  /** The last that were asked for; null before. */
  examples: PaperExamples | null;
  status: PaperStatus;
  run: PaperRun | null;
  /** Training steps of the stage that is computed, as far as the page has seen them. */
  history: readonly StepRecord[];
  failure: Failure | null;
  /** What the stages are computed on; null until the worker says so. */
  backend: string | null;
  /** Why results cannot be kept; null while they can. */
  storageProblem: string | null;
}

export interface PaperActions {
  /** Looks for shipped and own results, once; later calls do nothing. */
  open(): Promise<void>;
  /** Computes every stage that is not yet done under the settings. */
  runAll(): void;
  /** Goes on with the run that was stopped or interrupted, with its own settings. */
  goOn(): void;
  /** Stops at the next safe place. */
  stop(): void;
  edit(change: (settings: PipelineSettings) => PipelineSettings): void;
  choose(stage: StageId, id: string): void;
  /** Looks for every example of a result's sieves; where they are at hand or on their way, does nothing. */
  readExamples(report: StageReport): Promise<void>;
}

export interface Paper {
  state: StoreApi<PaperState>;
  actions: PaperActions;
  /** Stages can be computed in this page. */
  canRun: boolean;
}

export type PipelineWorker = TypedWorker<ToPipeline, FromPipeline>;
