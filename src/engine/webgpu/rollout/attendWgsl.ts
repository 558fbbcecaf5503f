const list = (count: number, line: (i: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(between);

/**
 * WGSL of attention of one head of one decoding row by one thread: rotates q and k, puts k and v into the cache, and attends to the
 * token itself, its prompt and the row's own cache, in that order, in one pass with a running maximum.
 *
 * Everything is loaded a head at a time: a `Head` is the C numbers of one head of one token. Expects arrays `prompts` and `cache` of
 * Head, `rotary` of vec4f, and functions `load(i) -> Head` of the fresh q, k, v and `store(i, Head)` of the result.
 *
 * @param C width of a head, a multiple of 8
 * @param H heads
 */
export const attendWgsl = (C: number, H: number): string => {
  const n = C / 4;
  const half = n / 2;
  const dot = (a: string, b: string): string => list(n, (j) => `dot(${a}.v[${j}], ${b}.v[${j}])`, " + ");
  const visit = (key: string, value: string): string => `{
    let k = ${key};
    let v = ${value};
    let score = ${dot("q", "k")};
    if (score > top) {
      let keep = exp(top - score);
      sum *= keep;
      ${list(n, (j) => `m${j} *= keep;`)}
      top = score;
    }
    let e = exp(score - top);
    sum += e;
    ${list(n, (j) => `m${j} += e * v.v[${j}];`)}
  }`;
  return /* wgsl */ `
    fn turned(x: Head, angle: u32) -> Head {
      ${list(
        half,
        (j) => `
          let even${j} = rotary[angle + ${2 * j}u];
          let odd${j} = rotary[angle + ${2 * j + 1}u];
          let c${j} = vec4f(even${j}.x, even${j}.z, odd${j}.x, odd${j}.z);
          let s${j} = vec4f(even${j}.y, even${j}.w, odd${j}.y, odd${j}.w);`,
      )}
      return Head(array<vec4f, ${n}>(
        ${list(half, (j) => `x.v[${j}] * c${j} - x.v[${half + j}] * s${j}`, ",\n")},
        ${list(half, (j) => `x.v[${half + j}] * c${j} + x.v[${j}] * s${j}`, ",\n")}
      ));
    }

    /** All places in heads. fresh: of q; promptKey: the prompt's first key; T tokens of it; own: the first key of the cache. */
    fn attend(fresh: u32, promptKey: u32, T: u32, own: u32, drawn: u32, result: u32) {
      let angle = (T + drawn - 1u) * ${2 * half}u;
      let unscaled = turned(load(fresh), angle);
      let q = Head(array<vec4f, ${n}>(${list(n, (j) => `unscaled.v[${j}] * ${1 / Math.sqrt(C)}`, ", ")}));
      let ownKey = turned(load(fresh + ${H}u), angle);
      let ownValue = load(fresh + ${2 * H}u);
      let place = own + (drawn - 1u) * ${2 * H}u;
      cache[place] = ownKey;
      cache[place + ${H}u] = ownValue;
      var top = ${dot("q", "ownKey")};
      var sum = 1.0;
      ${list(n, (j) => `var m${j} = ownValue.v[${j}];`)}
      for (var t = 0u; t < T; t++) {
        let at = promptKey + t * ${3 * H}u;
        ${visit("prompts[at]", `prompts[at + ${H}u]`)}
      }
      for (var t = 0u; t + 1u < drawn; t++) {
        let at = own + t * ${2 * H}u;
        ${visit("cache[at]", `cache[at + ${H}u]`)}
      }
      let scale = 1.0 / sum;
      store(result, Head(array<vec4f, ${n}>(${list(n, (j) => `m${j} * scale`, ", ")})));
    }`;
};

/** Goes before the buffers. */
export const headStruct = (C: number): string => `struct Head { v: array<vec4f, ${C / 4}> }`;
