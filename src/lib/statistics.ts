/** @throws if there are no values */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new Error("mean: expected at least one value, got none");
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Unbiased standard deviation (divides by n - 1); 0 for a single value and, exactly, for equal ones. */
export function std(values: ArrayLike<number>): number {
  const centre = mean(values);
  let squares = 0;
  let equal = true;
  for (let i = 0; i < values.length; i++) {
    squares += ((values[i] as number) - centre) ** 2;
    equal &&= values[i] === values[0];
  }
  return equal ? 0 : Math.sqrt(squares / (values.length - 1));
}
