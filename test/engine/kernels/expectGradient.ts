import { expect } from "vitest";

const STEP = 1e-5;

/**
 * Central differences of `loss` by each value of x, against `gradient`, both in float64.
 *
 * @param x what `loss` reads; it is changed on the way and put back
 */
export function expectGradient(loss: () => number, x: Float64Array, gradient: Float64Array): void {
  expect(gradient.length).toBe(x.length);
  x.forEach((value, i) => {
    x[i] = value + STEP;
    const above = loss();
    x[i] = value - STEP;
    const below = loss();
    x[i] = value;
    const slope = (above - below) / (2 * STEP);
    expect(
      Math.abs((gradient[i] as number) - slope),
      `value ${i}: slope ${slope}, gradient ${gradient[i]}`,
    ).toBeLessThan(1e-7 * Math.max(1, Math.abs(slope)));
  });
}
