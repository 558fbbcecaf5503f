/** lib/counterUniform.ts in WGSL: the same numbers, bit for bit. */
export const UNIFORM_WGSL = /* wgsl */ `
  fn mixBits(bits: u32) -> u32 {
    var h = (bits ^ (bits >> 16u)) * 0x85ebca6bu;
    h = (h ^ (h >> 13u)) * 0xc2b2ae35u;
    return h ^ (h >> 16u);
  }
  fn counterUniform(seed: u32, step: u32, row: u32, position: u32) -> f32 {
    var h = (seed ^ 0x9e3779b9u) * 0x85ebca6bu;
    h = mixBits(h ^ ((step + 0x7f4a7c15u) * 0xc2b2ae35u));
    h = mixBits(h ^ ((row + 0x165667b1u) * 0x27d4eb2fu));
    h = mixBits(h ^ ((position + 0x3c6ef372u) * 0x9e3779b1u));
    return f32(h >> 8u) * ${2 ** -24};
  }`;
