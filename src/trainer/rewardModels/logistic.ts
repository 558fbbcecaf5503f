/**
 * -log σ(margin) and its derivative by the margin, without overflow: what a decision costs that is right by this margin (wrong, where
 * it is negative).
 */
export function logistic(margin: number): { loss: number; derivative: number } {
  const small = Math.exp(-Math.abs(margin));
  return {
    loss: Math.max(0, -margin) + Math.log1p(small),
    derivative: -(margin > 0 ? small : 1) / (1 + small),
  };
}
