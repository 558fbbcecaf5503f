import type { Rng } from "../../lib/rng.ts";
import type { Writer } from "../writer.ts";

/** What a task can do with one of its problems. Expressions and answers are arrays of words. */
export interface Task {
  /** The prompt without its frame, e.g. "use 7 3 5 make 9". */
  render(): string[];
  /** What a value in the thinking is judged against. */
  target: number;
  /** The answer solves the problem; false, never an error, for any other words. */
  check(answer: readonly string[]): boolean;
  /** Equal for answers that are rewritings of each other, and itself such a rewriting; null for an empty answer. */
  canonical(answer: readonly string[]): string | null;
  /** A correct answer, or null if there is none. */
  solve(): string[] | null;
  /** The expression tried in the thinking really solves the problem. */
  solvedBy(expression: readonly string[]): boolean;
  /** Equal for expressions that are the same attempt. */
  attemptKey(expression: readonly string[]): string;
  /** A well-formed answer, right only by luck. */
  guess(rng: Rng): string[];
  /** Thinks aloud; the answer is the last attempt, right or given up. */
  think(writer: Writer): { thinking: string[]; answer: string[] };
}
