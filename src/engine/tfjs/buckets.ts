/**
 * The smallest of 1, 2, 3, 4, 6, 8, 12, 16, 24, … that is at least n, and at least the minimum. Shapes are rounded up to these sizes, so that
 * few different ones occur: tfjs's WebGPU backend keeps a pool of buffers for each exact size and never frees one. As they grow
 * geometrically, all pools together hold no more than a few times the largest.
 */
export function bucket(n: number, minimum = 1): number {
  let power = 1;
  while (power < Math.max(n, minimum)) power *= 2;
  const between = (power / 4) * 3;
  return Number.isInteger(between) && between >= Math.max(n, minimum) ? between : power;
}
