/**
 * Counter-based uniform numbers: a pure function of four integers, so that a sampled token depends on nothing but its key
 * (no generator state to save, and rows can be produced in any order). Two rounds of the 32-bit finaliser of MurmurHash3
 * (public domain, Appleby) over the mixed key.
 *
 * @returns a number in [0, 1) with 24 bits, exactly representable in float32
 */
export function counterUniform(seed: number, step: number, row: number, position: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  h = mix(h ^ Math.imul(step + 0x7f4a7c15, 0xc2b2ae35));
  h = mix(h ^ Math.imul(row + 0x165667b1, 0x27d4eb2f));
  h = mix(h ^ Math.imul(position + 0x3c6ef372, 0x9e3779b1));
  return (h >>> 8) / 16_777_216;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
