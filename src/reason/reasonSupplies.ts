import type { BackendName, ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { EngineChoice } from "../protocol/messages.ts";
import type { CheckpointSource, FromReason } from "../protocol/reason.ts";
import type { OpenedCheckpoint } from "./openCheckpoint.ts";

/** What the worker gives the session, and a test gives it in its place. */
export interface ReasonSupplies {
  openCheckpoint(source: CheckpointSource): Promise<OpenedCheckpoint>;
  createPolicy(
    backend: BackendName | "auto",
    shape: ModelShape,
    weights: Weights,
    engine?: EngineChoice,
  ): Promise<Policy>;
  /** Milliseconds. */
  now(): number;
  /** Lets messages in. */
  breathe(): Promise<void>;
  post(message: FromReason): void;
}
