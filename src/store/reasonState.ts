import type { Failure } from "../protocol/messages.ts";
import type { FromReason, Sampling, SeatId, StopReason, TokenView } from "../protocol/reason.ts";
import type { Language, LevelId, Problem } from "../world/problem.ts";
import type { TraceEdit } from "./reasonEdit.ts";
import type { ReasonLink } from "./reasonHash.ts";

export type { FromReason, Sampling, SeatId, StopReason, TokenView, TokenChoice } from "../protocol/reason.ts";

type Opened = Extract<FromReason, { type: "opened" }>;

/** Where an answer comes from. */
export type TraceOrigin =
  | { kind: "asked" }
  /** `parent` is the id of the answer that was edited. */
  | { kind: "edited"; parent: number; edit: TraceEdit }
  /** Completion number so and so of a vote, from 1. */
  | { kind: "sample"; number: number };

/** One answer: asked for, branched off another one, or taken out of a vote. */
export interface ReasonTrace {
  id: number;
  origin: TraceOrigin;
  problem: Problem;
  sampling: Sampling;
  tokens: readonly TokenView[];
  /** Tokens at the beginning that were given, not drawn. */
  given: number;
  status: "thinking" | StopReason;
}

export interface ReasonVote {
  problem: Problem;
  sampling: Sampling;
  /** Asked for; `completions` holds those that have come, as ids. */
  samples: number;
  completions: readonly (readonly number[])[];
  status: "thinking" | StopReason;
}

/** A checkpoint's side of the page. */
export interface SeatState {
  checkpoint: string | null;
  status: "empty" | "opening" | "ready" | "failed";
  backend: Opened["backend"] | null;
  shape: Opened["shape"] | null;
  parameters: number;
  failure: Failure | null;
  /** Of the last question, oldest first. */
  traces: readonly ReasonTrace[];
  /** Id of the one that is read. */
  shown: number | null;
  vote: ReasonVote | null;
  /** What the worker is at. */
  job: { id: number; kind: "ask"; trace: number } | { id: number; kind: "vote" } | null;
}

export interface CheckpointChoice {
  id: string;
  title: string;
  note: string;
}

export interface ReasonState {
  /** Settings and problem, as the address holds them; a and b are filled in once the list has come. */
  link: ReasonLink;
  /** What the next draw draws from. */
  level: LevelId;
  language: Language;
  draws: number;
  checkpoints: readonly CheckpointChoice[];
  /** Sentences about what could not be used: of the address, of the list. */
  remarks: readonly string[];
  seats: Readonly<Record<SeatId, SeatState>>;
}

export const EMPTY_SEAT: SeatState = {
  checkpoint: null,
  status: "empty",
  backend: null,
  shape: null,
  parameters: 0,
  failure: null,
  traces: [],
  shown: null,
  vote: null,
  job: null,
};
