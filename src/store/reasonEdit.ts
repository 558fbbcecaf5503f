import { encode } from "../world/vocabulary.ts";

/** A change of an answer's text at a token; what stood behind it is left to the model again. */
export interface TraceEdit {
  kind: "insert" | "replace" | "cut";
  /** Index of the token before which is inserted, which is replaced, or from which on is cut. */
  at: number;
  /** What is put there; empty for a cut. */
  words: readonly string[];
  /** What stood there. */
  was: string;
}

/**
 * What the edited answer begins with.
 * @throws naming a word that is not in the vocabulary
 */
export const editedPrefix = (tokens: readonly number[], { at, words }: TraceEdit): number[] => [
  ...tokens.slice(0, at),
  ...encode(words.join(" ")),
];
