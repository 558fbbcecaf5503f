/**
 * Spearman's rank correlation, ties at their mean rank; NaN for fewer than three pairs or where one side does not vary.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  if (a.length < 3) return Number.NaN;
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  let both = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [(x[i] as number) - mean, (y[i] as number) - mean];
    both += dx * dy;
    first += dx * dx;
    second += dy * dy;
  }
  return both / Math.sqrt(first * second);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((p, q) => p.value - q.value);
  const out: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (let at = from; at < to; at++) out[order[at]?.i as number] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}
