import type { Attempt } from "../../world/behaviour.types.ts";
import { recompute, type RecomputedStep } from "./recompute.ts";

const correction = ({ text, said, actual }: RecomputedStep): string => `${text} is ${actual}, not ${said}`;

/** Short remarks for the margin of a line; none when the attempt is what it seems to be. */
export function attemptNotes(attempt: Attempt, words: readonly string[]): string[] {
  const notes = recompute(words.slice(attempt.start, attempt.end)).errors.map(correction);
  if (attempt.verdict?.wrong)
    notes.push(`"${attempt.verdict.word}" is mistaken: this attempt is ${attempt.right ? "right" : "wrong"}`);
  if (attempt.repeated) notes.push("tried before");
  return notes;
}

/** One or two sentences for the tooltip of an attempt. */
export function attemptSentence(attempt: Attempt, index: number, words: readonly string[]): string {
  const { value, said, errors } = recompute(words.slice(attempt.start, attempt.end));
  const parts = [
    `Attempt ${index + 1}: ${attempt.right ? "right" : "wrong"}${attempt.repeated ? ", tried before" : ""}.`,
  ];
  if (value !== null) {
    if (errors.length > 0) parts.push(`Recomputed: ${errors.map(correction).join("; ")}.`);
    if (value !== said) parts.push(`Done right it comes to ${value}.`);
    else if (errors.length === 0) parts.push(`Recomputed: it comes to ${value}, as written.`);
  }
  if (attempt.verdict?.wrong) parts.push(`The verdict "${attempt.verdict.word}" is mistaken.`);
  return parts.join(" ");
}

/** What became of a reflection, for the tooltip of a turning word. */
export const reflectionSentence = (effect: "effective" | "superficial" | "neutral"): string =>
  effect === "effective"
    ? "A turning word that paid: what follows it is right and so is the answer."
    : effect === "superficial"
      ? "A superficial turning word: what follows it repeats an attempt or does not help."
      : "A turning word: a new attempt follows.";
