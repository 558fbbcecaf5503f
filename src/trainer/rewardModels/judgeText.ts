import type { Sequence } from "../../engine/policy.ts";
import { encode, JUDGE_TOKENS } from "../../world/vocabulary.ts";
import { summaryOf } from "./summaryOf.ts";

/** A response that is held against a reference answer, as words. */
export interface ComparedResponse {
  /** Bare ("what colour is snow") or in its frame, in either language. */
  question: readonly string[];
  reference: readonly string[];
  /** Of a response with reasoning the judge reads the summary alone. */
  response: readonly string[];
}

/** A compared response with the right verdict. */
export interface JudgeExample extends ComparedResponse {
  same: boolean;
}

/**
 * What the generative judge reads: `<bos>`, the bare question, `<reference>`, the reference answer, `<response>`, the response's summary,
 * `<verdict>`.
 *
 * @throws naming the first word that is not in the vocabulary
 */
export function judgeText({ question, reference, response }: ComparedResponse): Int32Array {
  const words = ["<bos>", ...bare(question), JUDGE_TOKENS.reference, ...reference, JUDGE_TOKENS.response];
  return encode([...words, ...summaryOf(response), JUDGE_TOKENS.verdict].join(" "));
}

/** What the judge is taught to write: `yes <eos>` or `no <eos>`; an example for an SftTrainer. */
export const judgeSequence = (example: JudgeExample): Sequence => ({
  prompt: judgeText(example),
  completion: encode(example.same ? "yes <eos>" : "no <eos>"),
});

const bare = (question: readonly string[]): string[] =>
  question
    .join(" ")
    .replace(/^<bos> /, "")
    .replace(/^(user|用户) : /, "")
    .replace(/ (assistant|助手) :$/, "")
    .replace(/ \?$/, "")
    .split(" ");
