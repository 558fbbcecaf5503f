import { Rng } from "../../src/lib/rng.ts";

export const LONGEST = 112;

/**
 * Quantiles (0, 5, … 100 %) of the lengths of the completions that the recorded run (public/runs/r1-zero.json) shows from step 50 on, those below the
 * cap shortened by a sixth: mean 50, longest 112.
 */
const QUANTILES = [2, 15, 17, 21, 25, 31, 34, 36, 39, 40, 46, 50, 53, 58, 61, 64, 71, 78, 96, LONGEST, LONGEST];

/**
 * Answer lengths as a trained policy gives them: 50 on average, 112 at most. One is drawn from each of `count` equal parts of the distribution,
 * so that a short list has the mean and the spread of a long one; the order is random.
 *
 * @param factor on every length, for the growth with length
 */
export function drawLengths(seed: number, count: number, factor = 1): Int32Array {
  const rng = Rng.of(seed, "bench lengths", count);
  const parts = rng.shuffle(Array.from({ length: count }, (_, i) => i));
  return Int32Array.from(parts, (part) => {
    const at = ((part + rng.float()) / count) * (QUANTILES.length - 1);
    const low = Math.min(QUANTILES.length - 2, Math.floor(at));
    const [a = 0, b = 0] = QUANTILES.slice(low, low + 2);
    return Math.round(factor * (a + (at - low) * (b - a)));
  });
}
