import type { Policy, Sequence } from "../../engine/policy.ts";
import { cutBatches } from "../sft/cutBatches.ts";

/** Of one forward pass. */
const BATCH_TOKENS = 8192;

/** The text followed by either token: what a contrast is made of. */
export const eitherToken = (text: Int32Array, [first, second]: readonly [number, number]): Sequence[] => [
  { prompt: text, completion: Int32Array.of(first) },
  { prompt: text, completion: Int32Array.of(second) },
];

/** log p(first token) - log p(second token) of the text at this place among texts of a forward pass, each with either token. */
export const contrastAt = (logProbs: Float32Array, place: number): number =>
  (logProbs[2 * place] ?? NaN) - (logProbs[2 * place + 1] ?? NaN);

/**
 * How much likelier the first token is than the second after each text. The softmax's denominator cancels, so this is a linear head on
 * the last position whose weights are the difference of two rows of the embedding.
 *
 * @returns log p(first) - log p(second), in the order of the texts
 */
export async function contrast(
  policy: Policy,
  texts: readonly Int32Array[],
  tokens: readonly [number, number],
): Promise<number[]> {
  const sizes = texts.map(({ length }) => ({ rows: 2, tokens: length + 1 }));
  const found: number[] = Array.from({ length: texts.length }, () => NaN);
  for (const batch of cutBatches([...texts.keys()], sizes, BATCH_TOKENS)) {
    const sequences = batch.flatMap((i) => texts.slice(i, i + 1)).flatMap((text) => eitherToken(text, tokens));
    const { logProbs } = await policy.forward(sequences, { temperature: 1 });
    batch.forEach((i, place) => (found[i] = contrastAt(logProbs, place)));
  }
  return found;
}
