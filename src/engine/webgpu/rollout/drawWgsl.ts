import { UNIFORM_WGSL } from "./uniformWgsl.ts";

/**
 * WGSL of a draw from softmax(z / temperature) by one thread: `drawToken(base, inverseTemperature, u)` gives a token, `drawnLogProb` of it.
 *
 * @param z expression of the logit at index `i`
 */
export const drawWgsl = (V: string, z: (i: string) => string): string => /* wgsl */ `
  ${UNIFORM_WGSL}
  struct Drawn { token: u32, logProb: f32 }
  fn drawToken(base: u32, inverse: f32, u: f32) -> Drawn {
    var top = ${z("base")};
    var likely = 0u;
    for (var v = 1u; v < ${V}; v++) {
      let value = ${z("base + v")};
      if (value > top) { top = value; likely = v; }
    }
    var sum = 0.0;
    for (var v = 0u; v < ${V}; v++) { sum += exp((${z("base + v")} - top) * inverse); }
    var left = u * sum;
    // Rounding can leave a crumb: the likeliest token takes it.
    var token = likely;
    for (var v = 0u; v < ${V}; v++) {
      left -= exp((${z("base + v")} - top) * inverse);
      if (left < 0.0) { token = v; break; }
    }
    return Drawn(token, (${z("base + token")} - top) * inverse - log(sum));
  }`;
