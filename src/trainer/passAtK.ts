/**
 * Unbiased pass@k of one problem: 1 - C(n-c, k)/C(n, k), the chance that k of the n samples hold a right one.
 * Source: Chen et al. 2021, "Evaluating Large Language Models Trained on Code", equation 1.
 *
 * @param n samples @param c right ones @param k at most n
 */
export function passAtK(n: number, c: number, k: number): number {
  if (!(k >= 1 && k <= n && c >= 0 && c <= n)) {
    throw new Error(`passAtK: expected 1 ≤ k ≤ n and 0 ≤ c ≤ n, got n = ${n}, c = ${c}, k = ${k}`);
  }
  let allWrong = 1;
  for (let i = 0; i < k; i++) allWrong *= Math.max(0, n - c - i) / (n - i);
  return 1 - allWrong;
}
