/**
 * WGSL of one head of one decoding row, by one thread: rotates q and k, puts k and v into the cache, and attends to the prompt, the
 * row's own cache and the token itself, in that order, in one pass with a running maximum.
 *
 * Expects `prompts`, `rotary` and `cache` as arrays of vec4f, and `load(i)` / `store(i, v)` functions given by name.
 *
 * @param C width of a head, a multiple of 8
 * @param D width of the model
 */
export const attendWgsl = (C: number, D: number, load: string, store: string): string => {
  const n = C / 4;
  const half = n / 2;
  const W = D / 4;
  return /* wgsl */ `
    fn turn(at: u32, angle: u32, result: ptr<function, array<vec4f, ${n}>>) {
      for (var j = 0u; j < ${half}u; j++) {
        let a = ${load}(at + j);
        let b = ${load}(at + ${half}u + j);
        let even = rotary[angle + 2u * j];
        let odd = rotary[angle + 2u * j + 1u];
        let c = vec4f(even.x, even.z, odd.x, odd.z);
        let s = vec4f(even.y, even.w, odd.y, odd.w);
        (*result)[j] = a * c - b * s;
        (*result)[j + ${half}u] = b * c + a * s;
      }
    }

    /** \`fresh\`: this head's q; \`place\`: where its key goes; \`own\`: its first key; all in vectors. */
    fn attend(fresh: u32, promptKey: u32, T: u32, own: u32, drawn: u32, o: u32) {
      var q: array<vec4f, ${n}>;
      var k: array<vec4f, ${n}>;
      var mixed: array<vec4f, ${n}>;
      let angle = (T + drawn - 1u) * ${half * 2}u;
      turn(fresh, angle, &q);
      turn(fresh + ${W}u, angle, &k);
      let place = own + (drawn - 1u) * ${2 * W}u;
      var top = 0.0;
      for (var j = 0u; j < ${n}u; j++) {
        cache[place + j] = k[j];
        let v = ${load}(fresh + ${2 * W}u + j);
        cache[place + ${W}u + j] = v;
        mixed[j] = v;
        q[j] *= ${1 / Math.sqrt(C)};
        top += dot(q[j], k[j]);
      }
      var sum = 1.0;
      for (var t = 0u; t < T; t++) {
        let at = promptKey + t * ${3 * W}u;
        var score = 0.0;
        for (var j = 0u; j < ${n}u; j++) { score += dot(q[j], prompts[at + j]); }
        let higher = max(top, score);
        let keep = exp(top - higher);
        let e = exp(score - higher);
        top = higher;
        sum = sum * keep + e;
        for (var j = 0u; j < ${n}u; j++) { mixed[j] = mixed[j] * keep + e * prompts[at + ${W}u + j]; }
      }
      for (var t = 0u; t + 1u < drawn; t++) {
        let at = own + t * ${2 * W}u;
        var score = 0.0;
        for (var j = 0u; j < ${n}u; j++) { score += dot(q[j], cache[at + j]); }
        let higher = max(top, score);
        let keep = exp(top - higher);
        let e = exp(score - higher);
        top = higher;
        sum = sum * keep + e;
        for (var j = 0u; j < ${n}u; j++) { mixed[j] = mixed[j] * keep + e * cache[at + ${W}u + j]; }
      }
      for (var j = 0u; j < ${n}u; j++) { ${store}(o + j, mixed[j] / sum); }
    }`;
};
