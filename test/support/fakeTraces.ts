import type { CompletionView } from "../../src/protocol/messages.ts";
import { judge } from "../../src/world/judge.ts";
import type { Problem } from "../../src/world/problem.ts";
import { encode } from "../../src/world/vocabulary.ts";

/** TEST ONLY: sixteen answers to one problem, best first, for the fake trainer. Judged by the real checker and parser. */
export const FAKE_PROBLEM: Problem = { task: "equation", a: 5, b: 9, c: 34 };
export const FAKE_PROMPT = "<bos> user : find x : 5 * x + 9 = 34 ? assistant :";

const five = "try 5 : 5 * 5 = 25 + 9 = 34";
const six = "try 6 : 5 * 6 = 30 + 9 = 39 high";
const seven = "try 7 : 5 * 7 = 35 + 9 = 44 high";
const three = "try 3 : 5 * 3 = 15 + 9 = 24 low";
const done = "</think> <answer> 5 </answer> <eos>";

export const FAKE_TRACES: readonly string[] = [
  `<think> ${five} 对 ${done}`,
  `<think> ${five} yes ${done}`,
  `<think> ${six} ; ${five} yes ${done}`,
  `<think> ${seven} hmm ${five} yes ${done}`,
  `<think> ${six} wait ${five} yes ${done}`,
  `<think> ${six} hmm try 1 : 5 * 1 = 5 + 9 = 14 low wait ${five} yes ${done}`,
  `<think> ${six} hmm ${three} hmm ${six} hmm ${five} yes ${done}`,
  `<think> ${six} wait ${three} 等等 ${six} wait ${five} yes ${done}`,
  `<think> ${seven} wait ${five} yes ${done}`,
  `<think> ${three} again ${six} again ${five} yes ${done}`,
  `<think> try 4 : 5 * 4 = 20 + 9 = 29 low ; ${six} wait ${seven} hmm ${seven} wait ${five} yes ${done}`,
  `<think> try 7 : 5 * 7 = 35 + 9 = 38 high hmm ${five} yes ${done}`,
  `<think> </think> <answer> 8 </answer> <eos>`,
  `<answer> 6 </answer> <eos>`,
  `<think> ${six} ; ${three} wait try 4 : 5 * 4 = 20 + 9 = 29 low wait ${six} hmm ${seven} ; ${seven}`,
  `<think> ${six} hmm ${three} ; ${seven} ; ${six} wait try 5 : 5 * 5 = 25 + 9 = 28 low`,
];

export function fakeCompletion(
  index: number,
): Pick<CompletionView, "tokens" | "text" | "correct" | "format" | "truncated" | "answer" | "behaviour"> {
  const text = FAKE_TRACES[index];
  if (text === undefined)
    throw new Error(`fakeCompletion: expected an index below ${FAKE_TRACES.length}, got ${index}`);
  return { tokens: [...encode(text)], text, ...judge(FAKE_PROBLEM, text.split(" ")) };
}
