/**
 * Exponential moving average, corrected at the start so that the first values are not pulled towards 0 (as the bias
 * correction of Adam).
 *
 * @param weight of the past, 0 (none) up to, but not, 1
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let average = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    average = weight * average + (1 - weight) * (values[i] as number);
    total = weight * total + (1 - weight);
    out[i] = average / total;
  }
  return out;
}
