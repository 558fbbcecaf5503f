/** Index ranges into the completion's tokens, end exclusive, so that a page can mark them. */
export interface Span {
  start: number;
  end: number;
}

export interface Attempt extends Span {
  /** Canonical form: equal keys are the same attempt repeated (for countdown the signed numbers, for equation the tried x, for logic the assignment). */
  key: string;
  /** By recomputing: the attempt really solves the problem. */
  right: boolean;
  /** Every written step follows from what stands before it. */
  arithmeticOk: boolean;
  repeated: boolean;
  /** The judging word after it, if any. */
  verdict?: Span & { word: string; positive: boolean; wrong: boolean };
  /** The run of reflection words before it, if any. */
  reflection?: Span & { effective: boolean; superficial: boolean };
}

/** What `npm run check` prints. */
export interface BehaviourCounts {
  attempts: number;
  backtracks: number;
  reflections: number;
  aha: boolean;
  superficial: number;
  wrongVerdicts: number;
}

export interface Behaviour extends BehaviourCounts {
  trace: Attempt[];
  /** Reflection words with no attempt after them. */
  trailingReflections: Span[];
  /** Index into trace of [the wrong attempt, the right attempt] of the first aha. */
  ahaAt?: { wrong: number; right: number };
  arithmeticErrors: number;
  /** Words of each language in the thinking. */
  words: { en: number; zh: number };
}
