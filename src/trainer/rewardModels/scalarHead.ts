import type { Sequence } from "../../engine/policy.ts";
import { JUDGE_TOKENS, tokenId } from "../../world/vocabulary.ts";
import { contrastAt, eitherToken } from "./contrast.ts";

/** Its first word stands for a high score. */
export const HEAD_TOKENS: readonly [number, number] = [tokenId(JUDGE_TOKENS.good), tokenId(JUDGE_TOKENS.bad)];

/** The scalar head in training: score = log p(`<good>`) - log p(`<bad>`) after a text. */
export const SCALAR_HEAD = {
  /** The two sequences that a text's score is made of. */
  sequences: (text: Int32Array): Sequence[] => eitherToken(text, HEAD_TOKENS),

  /** The score of the text at this place among the texts of a forward pass. */
  score: contrastAt,

  /** Writes the derivative by a text's score as derivatives by its two log-probs. */
  spread(dScore: number, place: number, dLogProbs: Float32Array): void {
    dLogProbs[2 * place] = dScore;
    dLogProbs[2 * place + 1] = -dScore;
  },
};
