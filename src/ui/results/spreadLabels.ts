/**
 * Positions near the wanted ones, in the same order from top to bottom, at least `gap` apart and within the bounds as far as they fit.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  for (const [k, label] of order.entries()) {
    const above = order[k - 1];
    label.at = Math.max(label.at, above ? above.at + gap : top);
  }
  for (let k = order.length - 1, limit = bottom; k >= 0; k--) {
    const label = order[k];
    if (!label) continue;
    label.at = Math.min(label.at, limit);
    limit = label.at - gap;
  }
  const out: number[] = [];
  for (const { at, i } of order) out[i] = at;
  return out;
}
