import { encode, JUDGE_TOKENS } from "../../world/vocabulary.ts";
import type { JudgedResponse } from "./judgedResponse.ts";
import { summaryOf } from "./summaryOf.ts";

/**
 * What the helpfulness model reads: prompt, `<response>`, the summary alone, `<verdict>`. So the reasoning may wander as it likes.
 *
 * @returns ids; the score is read off the last position
 * @throws naming the first word that is not in the vocabulary
 */
export const helpfulText = ({ prompt, response }: JudgedResponse): Int32Array =>
  encode([...prompt, JUDGE_TOKENS.response, ...summaryOf(response), JUDGE_TOKENS.verdict].join(" "));
