import { parseCompletion } from "../../world/completion.ts";
import { SPECIAL_WORDS } from "../../world/vocabulary.ts";

/**
 * What of a response is meant for the reader: the summary of `|special_token| reasoning |special_token| summary <eos>`, what stands in
 * the only `<answer>`, or all words up to `<eos>` of a response without any tag. Empty where there is no such thing, or more than one.
 */
export function summaryOf(response: readonly string[]): readonly string[] {
  const { answer, summary } = parseCompletion(response);
  const end = response.indexOf("<eos>");
  const read = summary ?? answer ?? (end < 0 ? response : response.slice(0, end));
  return read.some((word) => SPECIAL_WORDS.has(word)) ? [] : read;
}
