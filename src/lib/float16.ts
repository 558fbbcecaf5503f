/**
 * IEEE 754 binary16, without Float16Array (Node 20 has none).
 * Rounding is to nearest, ties to even; beyond 65519.99… the result is infinite; NaN stays NaN.
 */
const bitsOf = new Uint32Array(1);
const floatOf = new Float32Array(bitsOf.buffer);

/** The bits of the half nearest to a float32 value. */
export function toHalf(value: number): number {
  floatOf[0] = value;
  const bits = bitsOf[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal halves are multiples of 2^-24; the scaled value is below 1024, where this rounding is exact.
    return sign | roundHalfEven(Math.abs(value) * 16_777_216);
  }
  // The exponent is rebased from 127 to 15; a carry out of the mantissa correctly raises the exponent.
  const rounded = magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1);
  return sign | (rounded >>> 13);
}

/** The value of a half, exactly representable in float32. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** The value of a bfloat16: the upper half of a float32. */
export function fromBfloat16(bits: number): number {
  bitsOf[0] = bits << 16;
  return floatOf[0] as number;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
