import { UNIFORM_WGSL } from "./uniformWgsl.ts";

/**
 * WGSL of a draw from softmax(z / temperature) by one thread: `drawToken(base, inverseTemperature, topP, u)` gives a token
 * and its log-prob. With topP below 1 the token is of the nucleus; the log-prob stays that of the whole distribution.
 *
 * @param z expression of the logit at index `i`
 */
export const drawWgsl = (V: string, z: (i: string) => string): string => /* wgsl */ `
  ${UNIFORM_WGSL}
  struct Drawn { token: u32, logProb: f32 }
  struct Nucleus { last: u32, mass: f32 }
  /** The last of the largest logits, equal ones by index, whose exponentials add up to \`least\`, and their sum. */
  fn nucleusOf(base: u32, inverse: f32, least: f32, likely: u32) -> Nucleus {
    let top = ${z("base + likely")};
    var last = likely;
    var mass = 1.0;
    for (var n = 1u; n < ${V} && mass < least; n++) {
      let edge = ${z("base + last")};
      var next = ${V};
      var best = 0.0;
      for (var v = 0u; v < ${V}; v++) {
        let value = ${z("base + v")};
        let after = value < edge || (value == edge && v > last);
        if (after && (next == ${V} || value > best)) { best = value; next = v; }
      }
      if (next == ${V}) { break; }
      last = next;
      mass += exp((best - top) * inverse);
    }
    return Nucleus(last, mass);
  }
  fn drawToken(base: u32, inverse: f32, topP: f32, u: f32) -> Drawn {
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
    if (topP < 1.0) {
      let nucleus = nucleusOf(base, inverse, topP * sum, likely);
      let edge = ${z("base + nucleus.last")};
      left = u * nucleus.mass;
      for (var v = 0u; v < ${V}; v++) {
        let value = ${z("base + v")};
        if (value < edge || (value == edge && v > nucleus.last)) { continue; }
        left -= exp((value - top) * inverse);
        if (left < 0.0) { token = v; break; }
      }
      return Drawn(token, (${z("base + token")} - top) * inverse - log(sum));
    }
    for (var v = 0u; v < ${V}; v++) {
      left -= exp((${z("base + v")} - top) * inverse);
      if (left < 0.0) { token = v; break; }
    }
    return Drawn(token, (${z("base + token")} - top) * inverse - log(sum));
  }`;
