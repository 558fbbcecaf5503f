import type { Rng } from "../../lib/rng.ts";
import type { Span } from "../behaviour.types.ts";
import type { Writer } from "../writer.ts";

/** What a task can do with one of its problems. Expressions and answers are arrays of words. */
export interface Task {
  /** The prompt without its frame, in the problem's language, e.g. "use 7 3 5 make 9". */
  render(): string[];
  /**
   * Equal for problems that are the same to a solver, whatever the language and the order in which things are shown: decides what is
   * held out.
   */
  key(): string;
  /** The answer solves the problem; false, never an error, for any other words. */
  check(answer: readonly string[]): boolean;
  /** Equal for answers that are rewritings of each other, and itself such a rewriting; null for an empty answer. */
  canonical(answer: readonly string[]): string | null;
  /** A correct answer, or null if there is none. */
  solve(): string[] | null;
  /** The attempts in the thinking, in order, without overlaps; any words, linear time, never throws. */
  readAttempts(words: readonly string[], span: Span): ReadAttempt[];
  /** A well-formed answer, right only by luck. */
  guess(rng: Rng): string[];
  /** Thinks aloud; the answer is the last attempt, right or given up. */
  think(writer: Writer): Thought;
}

export interface Thought {
  thinking: string[];
  answer: string[];
}

/** What a task reads of one attempt in the thinking; behaviour.ts adds what stands around it. */
export interface ReadAttempt extends Span {
  /** Equal for the same attempt made again. */
  key: string;
  /** By recomputing: it really solves the problem. */
  right: boolean;
  /** Steps in it that do not follow from what stands before them. */
  errors: number;
  /** The first judging word about the attempt as a whole, inside it or after it; wrong if the truth is otherwise. */
  verdict?: Span & { word: string; positive: boolean; wrong: boolean };
}
