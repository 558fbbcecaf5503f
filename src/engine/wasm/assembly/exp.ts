// e^x on four lanes (range reduction by ln 2 in two parts, polynomial of degree 6 on [-ln2/2, ln2/2] as in Cephes' expf). Relative error below 2e-7; arguments are
// clamped to [-87, 88], so the result is never zero, subnormal or infinite.
import { fma, fnma } from "./fma";

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax are one instruction each and let NaN through; min and max are seven
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.0)), f32x4.splat(88.0));
  // adding 1.5·2^23 rounds to a whole number and leaves it in the low bits
  const whole = fma(x, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  const n = f32x4.sub(whole, f32x4.splat(12582912));
  let r = fnma(n, f32x4.splat(0.693359375), x);
  r = fnma(n, f32x4.splat(-2.12194440e-4), r);
  let p = fma(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = fma(p, r, f32x4.splat(8.3334519073e-3));
  p = fma(p, r, f32x4.splat(4.1665795894e-2));
  p = fma(p, r, f32x4.splat(1.6666665459e-1));
  p = fma(p, r, f32x4.splat(5.0000001201e-1));
  p = fma(f32x4.mul(p, r), r, f32x4.add(r, f32x4.splat(1)));
  const e = i32x4.shl(i32x4.add(whole, i32x4.splat(127 - 0x4b400000)), 23);
  return f32x4.mul(p, e);
}

// @ts-ignore: decorator
@inline
export function sum4(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
export function max4(v: v128): f32 {
  return max(max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

// @ts-ignore: decorator
@inline
/** The four lane sums of a, b, c, d. */
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** Largest of n values; n is a multiple of four. */
export function largest(n: i32, x: usize): f32 {
  let m = f32x4.splat(-Infinity);
  for (let i = 0; i < n; i += 4) m = f32x4.pmax(m, v128.load(x + (<usize>i << 2)));
  return max4(m);
}
