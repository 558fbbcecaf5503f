import type { Rng } from "../../lib/rng.ts";
import type { Language } from "../../world/problem.ts";
import { SUMMARY_TOKEN, TRANSLATION } from "../../world/vocabulary.ts";

const MOST_WORDS = 8;

/** A response in the format of the cold start: `|special_token| reasoning |special_token| summary <eos>`. */
export const summarised = (thinking: readonly string[], summary: readonly string[]): string[] => [
  SUMMARY_TOKEN,
  ...thinking,
  SUMMARY_TOKEN,
  ...summary,
  "<eos>",
];

/** Up to eight words of somebody's thinking that lead nowhere, so that a model of the summary learns nothing from what is before it. */
export function writeMusing(rng: Rng, language: Language): string[] {
  const words = language === "en" ? Object.keys(TRANSLATION) : Object.values(TRANSLATION);
  return Array.from({ length: rng.int(0, MOST_WORDS) }, () => rng.pick(words));
}
