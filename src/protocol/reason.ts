/** Messages between the page and the worker of the place to reason: types only. */
import type { BackendInfo, BackendName, ModelShape } from "../engine/policy.ts";
import type { EngineChoice, Failure } from "./messages.ts";

/** Two checkpoints can be asked side by side; each has a policy of its own. */
export type SeatId = "a" | "b";

/** Where a checkpoint comes from: fetched, taken out of a saved run, or two files that the page has. */
export type CheckpointSource =
  | { from: "url"; url: string }
  | { from: "run"; name: string; weights: Uint8Array; shape: ModelShape; vocabularyHash: string }
  | { from: "files"; name: string; bytes: Uint8Array; json: string };

/** How tokens are drawn. The same prompt, prefix and sampling give the same tokens of the same checkpoint on the same backend. */
export interface Sampling {
  /** 0 takes the most probable token every time. */
  temperature: number;
  /** Above 0, at most 1: tokens are drawn from the fewest most probable ones that add up to at least this. */
  topP: number;
  /** Most tokens of a completion, its prefix included. */
  budget: number;
  seed: number;
}

/** A token that could stand at some place, with its probability there. */
export interface TokenChoice {
  token: number;
  /** At the sampling temperature (at 1 where that is 0), of the whole vocabulary. */
  probability: number;
  /** Top-p or temperature 0 leaves it out: it could not be drawn. */
  out: boolean;
}

/** A token of a completion and what else could have stood there. */
export interface TokenView extends TokenChoice {
  /** The five most probable tokens in its place, itself among them or not. */
  best: TokenChoice[];
}

/** Why a completion goes no further. */
export type StopReason = "end" | "budget" | "stopped" | "failed";

export type ToReason =
  | { type: "open"; seat: SeatId; source: CheckpointSource; backend: BackendName | "auto"; engine?: EngineChoice }
  /** Gives the seat's policy up. */
  | { type: "close"; seat: SeatId }
  /**
   * Goes on from prompt + prefix (ids) token by token. A prefix that has ended, or is as long as the budget, is only looked at. Takes
   * the place of what the seat is doing.
   */
  | { type: "ask"; seat: SeatId; job: number; prompt: number[]; prefix: number[]; sampling: Sampling }
  /** So many completions of the prompt, a few at a time. Takes the place of what the seat is doing. */
  | { type: "vote"; seat: SeatId; job: number; prompt: number[]; samples: number; sampling: Sampling }
  | { type: "stop"; seat: SeatId };

export type FromReason =
  | {
      type: "opened";
      seat: SeatId;
      backend: BackendInfo;
      shape: ModelShape;
      parameters: number;
    }
  /** Tokens `start`, `start` + 1, … of the completion, prefix included. */
  | { type: "tokens"; seat: SeatId; job: number; start: number; tokens: TokenView[] }
  /** Completions `start`, `start` + 1, … of the vote, as ids. */
  | { type: "samples"; seat: SeatId; job: number; start: number; completions: number[][] }
  | { type: "done"; seat: SeatId; job: number; reason: StopReason }
  /** `job` is null where the checkpoint could not be opened. */
  | { type: "failure"; seat: SeatId; job: number | null; failure: Failure };
