import type { BackendName, ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { Failure } from "../protocol/messages.ts";
import type { FromPipeline, PipelineSettings, StageId, ToPipeline } from "../protocol/pipeline.ts";
import { AbandonedError } from "../trainer/abandonedError.ts";
import { CheckpointError } from "../trainer/checkpoint/checkpointError.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { FetchError } from "../trainer/fetchCheckpoint.ts";
import { type ArtifactStore, StorageError } from "./artifactStore.ts";
import { MissingInputError } from "./missingInputError.ts";
import { lineageOf } from "../recipes/lineage.ts";
import { NothingKeptError } from "./nothingKeptError.ts";
import { runPipeline } from "./runPipeline.ts";
import { STAGES } from "../recipes/stages.ts";

/** What the worker gives the session, and a test gives it in its place. */
export interface PipelineSupplies {
  /** @param page address of the page */
  loadBase(page: string): Promise<Checkpoint>;
  createPolicy(backend: BackendName | "auto", shape: ModelShape, weights: Weights): Promise<Policy>;
  store: ArtifactStore;
  /** Lets messages in. */
  breathe(): Promise<void>;
  now(): number;
  today(): string;
  post(message: FromPipeline): void;
}

/** The worker's side of the pipeline: one run at a time, which stops at the next safe place when asked to. */
export class PipelineSession {
  private stopping = false;
  private running = false;
  /** The one that is being done. */
  private stage: StageId | null = null;

  constructor(private readonly supplies: PipelineSupplies) {}

  async handle(message: ToPipeline): Promise<void> {
    if (message.type === "stop") {
      this.stopping = true;
      return;
    }
    if (this.running) return;
    this.running = true;
    this.stopping = false;
    this.stage = null;
    try {
      await this.run(message.stages, message.settings, message.baseUrl);
      this.supplies.post({ type: "finished" });
    } catch (error) {
      if (error instanceof AbandonedError) this.supplies.post({ type: "stopped" });
      else this.supplies.post({ type: "failure", failure: failureOf(error), stage: this.stage });
    } finally {
      this.running = false;
    }
  }

  private async run(stages: readonly StageId[], settings: PipelineSettings, baseUrl: string): Promise<void> {
    const { supplies } = this;
    const base = await supplies.loadBase(baseUrl);
    const chosen = STAGES.filter((id) => stages.includes(id));
    this.stage = chosen[0] ?? null;
    let described = "";
    await runPipeline({
      stages,
      settings,
      base,
      store: supplies.store,
      // Stages of different settings live side by side; those that two lineages share are done once.
      folder: (stage) => `${stage}@${lineageOf(stage, settings, base.info.sha256)}`,
      openPolicy: async (shape, weights) => {
        const policy = await supplies.createPolicy("auto", shape, weights);
        const { description } = policy.backend;
        if (description !== described) supplies.post({ type: "backend", description });
        described = description;
        return policy;
      },
      pausePoint: async () => {
        await supplies.breathe();
        if (this.stopping) throw new AbandonedError();
      },
      today: () => supplies.today(),
      now: () => supplies.now(),
      onProgress: (progress) => supplies.post({ type: "progress", progress }),
      onStage: (report) => {
        this.stage = chosen[chosen.indexOf(report.stage) + 1] ?? null;
        supplies.post({ type: "stage-done", report });
      },
    });
  }
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const kept = "What was done so far is stored; press Go on to continue from there.";
  if (error instanceof StorageError) {
    return { kind: "storage", message, hint: "Free some space in this browser, then press Go on.", recoverable: true };
  }
  if (error instanceof FetchError) {
    return { kind: "fetch", message, hint: "Check the connection, then press Go on.", recoverable: true };
  }
  if (error instanceof CheckpointError) {
    return { kind: "checkpoint", message, hint: "Other results in this browser are untouched.", recoverable: false };
  }
  if (error instanceof MissingInputError)
    return { kind: "config", message, hint: "Run the stages before it first.", recoverable: true };
  if (error instanceof NothingKeptError)
    return { kind: "config", message, hint: "Change the settings and run it again.", recoverable: false };
  return { kind: "internal", message, hint: kept, recoverable: true };
}
