import { encode, JUDGE_TOKENS } from "../../world/vocabulary.ts";
import type { JudgedResponse } from "./judgedResponse.ts";

/**
 * What the harmlessness model reads: prompt, `<response>`, every word that was written, reasoning and tags included, `<verdict>`. So
 * nothing harmful can hide in the reasoning.
 *
 * @returns ids; the score is read off the last position
 * @throws naming the first word that is not in the vocabulary
 */
export const harmlessText = ({ prompt, response }: JudgedResponse): Int32Array =>
  encode([...prompt, JUDGE_TOKENS.response, ...response, JUDGE_TOKENS.verdict].join(" "));
