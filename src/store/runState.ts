import type {
  AhaEvent,
  EngineChoice,
  Evaluation,
  FromWorker,
  GroupView,
  Replay,
  RunStatus,
  StepRecord,
  ToWorker,
} from "../protocol/messages.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../rl/config.ts";
import type { Notice } from "./notice.ts";
import type { RecordedRun } from "./recordedRun.ts";

type Loaded = Extract<FromWorker, { type: "loaded" }>;
export type BackendInfo = Loaded["backend"];
export type ModelShape = Loaded["shape"];
export type BackendChoice = Extract<ToWorker, { type: "load" }>["backend"];
export type { EngineChoice };

/** What the worker is doing inside the current step. */
export type Progress = Omit<Extract<FromWorker, { type: "progress" }>, "type" | "tokensPerSecond">;

/** A finished or abandoned run of this visit, kept as thin lines. */
export interface EarlierRun {
  id: number;
  label: string;
  config: RunConfig;
  history: readonly StepRecord[];
  evaluations: readonly Evaluation[];
}

/** What is known of the autosaved run before it is resumed. */
export interface SavedRunSummary {
  runId: string;
  savedAt: number;
  step: number;
  config: RunConfig;
}

/** Everything of a run that React renders. The numbers of the curves are in the series store, not here. */
export interface RunState {
  status: RunStatus;
  /** Null until the worker has loaded. */
  backend: BackendInfo | null;
  backendChoice: BackendChoice;
  /** What the visitor holds the engine to; kept in the address. */
  engine: EngineChoice;
  shape: ModelShape | null;
  parameters: number;

  /** What the run in the worker uses. */
  config: RunConfig;
  /** What the recipe shows: edited, applied by the next restart, and by Train while the run is still at step 0. */
  draft: RunConfig;

  /** Train was pressed while loading; it starts by itself. */
  playQueued: boolean;
  /** Steps that Train goes on to: the configured number, and after those were used up as many again. */
  budget: number;
  /** Finished steps; 0 = the base model. */
  step: number;
  progress: Progress | null;
  tokensPerSecond: number | null;
  /** Smoothed seconds of a step, evaluation and pauses left out; null before the first step. */
  secondsPerStep: number | null;

  /** Kept groups by step, oldest first; old steps lose groups first (see groupRing.ts). Never mutated: a new Map each time. */
  groups: ReadonlyMap<number, readonly GroupView[]>;
  /** Step whose group is shown; null while there is none. With `followLatest` it moves on by itself. */
  selectedStep: number | null;
  /** `GroupView.index` of the shown group. */
  selectedGroup: number;
  followLatest: boolean;

  /** Kept ahas in order of step (bounded); `ahaCount` counts all. */
  ahas: readonly AhaEvent[];
  ahaCount: number;
  firstAhaStep: number | null;
  selectedAha: AhaEvent | null;
  /** The base model on the selected aha's problem; null until it has come. */
  replay: Replay | null;

  evaluations: readonly Evaluation[];
  notices: readonly Notice[];
  earlierRuns: readonly EarlierRun[];
  recordedRun: RecordedRun | null;
  /** An autosaved run that waits for resume or discard. */
  saved: SavedRunSummary | null;
}

export const initialRunState = (config: RunConfig = DEFAULT_CONFIG): RunState => ({
  status: "loading",
  backend: null,
  backendChoice: "auto",
  engine: {},
  shape: null,
  parameters: 0,
  config,
  draft: config,
  playQueued: false,
  budget: config.steps,
  step: 0,
  progress: null,
  tokensPerSecond: null,
  secondsPerStep: null,
  groups: new Map(),
  selectedStep: null,
  selectedGroup: 0,
  followLatest: true,
  ahas: [],
  ahaCount: 0,
  firstAhaStep: null,
  selectedAha: null,
  replay: null,
  evaluations: [],
  notices: [],
  earlierRuns: [],
  recordedRun: null,
  saved: null,
});
