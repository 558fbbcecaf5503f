import type { Language } from "../problem.ts";

/** Ways of saying one thing, each a string of words without its stop. */
export interface Saying {
  /** Whole sentences; the first is the usual one. */
  full: Record<Language, readonly string[]>;
  /** The bare content. */
  bare: Record<Language, readonly string[]>;
}

/** What can be said to a question: what is right, and plausible things of the same kind that are not. */
export interface Sayings {
  right: Saying;
  wrong: readonly Saying[];
}

export const STOP: Readonly<Record<Language, string>> = { en: ".", zh: "。" };

/** The words of a text. */
export const split = (text: string): string[] => text.split(" ").filter((word) => word !== "");
