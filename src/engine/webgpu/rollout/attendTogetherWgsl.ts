const list = (count: number, line: (i: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(between);

/** Keys that a thread scores before the threads of a head meet. */
const KEYS = 4;

export interface TogetherForm {
  /** Threads of one row's head. */
  threads: number;
  /** Parts that the keys are dealt out to when values are mixed. */
  parts: number;
}

/** How many threads share a head of a row, or null where there are too few for it. */
export function togetherForm(threads: number, rows: number, heads: number, C: number): TogetherForm | null {
  const each = Math.min(32, 2 ** Math.floor(Math.log2(threads / (rows * heads))));
  const parts = Math.min(3, Math.floor(each / (C / 4)));
  return parts >= 1 ? { threads: each, parts } : null;
}

export const togetherScores = (threads: number): number => threads * KEYS;

/**
 * WGSL of attention of all rows and heads of a workgroup, by all of its threads: the keys of a head are dealt out to its threads, tile
 * after tile with a running maximum, then the values' columns are. Barriers stand in uniform control flow: `longest` is the largest
 * number of keys of any row, for all threads the same.
 *
 * Works on `y` [rows][q, k, v] with stride `Y`, leaves its result in `z` [rows][D] and uses `y` up. Expects `load(i) -> Head` of y,
 * `turned`, `part` and `sums` with a number a thread, and `scores` with `togetherScores` numbers.
 */
export const attendTogetherWgsl = (
  { threads: A, parts }: TogetherForm,
  { rows, heads: H, C, Y, threads: T }: { rows: number; heads: number; C: number; Y: number; threads: number },
): string => {
  const n = C / 4;
  const tile = A * KEYS;
  const D = H * C;
  return /* wgsl */ `
    for (var i = t; i < ${rows * 2 * H}u; i += ${T}u) {
      let r = i / ${2 * H}u;
      let at = r * ${Y / C}u + i - r * ${2 * H}u;
      if (drawnOf[r] > 0u) {
        let head = turned(load(at), (lengthOf[r] + drawnOf[r] - 1u) * ${n}u);
        if (i - r * ${2 * H}u < ${H}u) {
          ${list(C, (j) => `y[${C}u * at + ${j}u] = head.v[${Math.floor(j / 4)}][${j % 4}] * ${1 / Math.sqrt(C)};`)}
        } else {
          let place = l * p.layerStride + ((firstSlot + r) * p.positions + drawnOf[r] - 1u) * ${2 * H}u + at - r * ${Y / C}u - ${H}u;
          cache[place] = head;
          cache[place + ${H}u] = load(at + ${H}u);
        }
      }
    }
    storageBarrier();
    workgroupBarrier();
    {
      let pair = t / ${A}u;
      let lane = t % ${A}u;
      let r = min(pair / ${H}u, ${rows - 1}u);
      let h = pair % ${H}u;
      let mine = pair < ${rows * H}u;
      let T = lengthOf[r];
      let keys = select(0u, T + drawnOf[r], mine && drawnOf[r] > 0u);
      let q = load(r * ${Y / C}u + h);
      let promptAt = l * p.promptStride + (beginOf[r] * 3u + 1u) * ${H}u + h;
      let ownAt = l * p.layerStride + (firstSlot + r) * p.positions * ${2 * H}u + h;
      let column = lane % ${n}u;
      let share = lane / ${n}u;
      var top = -3.0e38;
      var sum = 0.0;
      var mixed = vec4f();
      for (var first = 0u; first < longest; first += ${tile}u) {
        var score: array<f32, ${KEYS}>;
        var highest = -3.0e38;
        for (var i = 0u; i < ${KEYS}u; i++) {
          let key = first + i * ${A}u + lane;
          score[i] = -3.0e38;
          if (key < keys) {
            var k: Head;
            if (key < T) { k = prompts[promptAt + key * ${3 * H}u]; } else { k = cache[ownAt + (key - T) * ${2 * H}u]; }
            score[i] = ${list(n, (j) => `dot(q.v[${j}], k.v[${j}])`, " + ")};
            highest = max(highest, score[i]);
          }
        }
        part[t] = highest;
        workgroupBarrier();
        var higher = top;
        for (var j = 0u; j < ${A}u; j++) { higher = max(higher, part[min(pair, ${rows * H - 1}u) * ${A}u + j]); }
        var own = 0.0;
        for (var i = 0u; i < ${KEYS}u; i++) {
          let e = select(0.0, exp(score[i] - higher), first + i * ${A}u + lane < keys);
          own += e;
          if (mine) { scores[pair * ${tile}u + i * ${A}u + lane] = e; }
        }
        sums[t] = own;
        workgroupBarrier();
        let keep = exp(top - higher);
        top = higher;
        sum *= keep;
        for (var j = 0u; j < ${A}u; j++) { sum += sums[min(pair, ${rows * H - 1}u) * ${A}u + j]; }
        mixed *= keep;
        if (mine && share < ${parts}u) {
          let end = min(${tile}u, max(keys, first) - first);
          for (var j = share; j < end; j += ${parts}u) {
            let key = first + j;
            var v: vec4f;
            if (key < T) { v = prompts[promptAt + key * ${3 * H}u + ${H}u].v[column]; }
            else { v = cache[ownAt + (key - T) * ${2 * H}u + ${H}u].v[column]; }
            mixed += scores[pair * ${tile}u + j] * v;
          }
        }
        workgroupBarrier();
      }
      // q, k and v have been used: their place takes the parts of the result.
      let at = (pair * ${parts}u + share) * ${C}u + 4u * column;
      if (mine && share < ${parts}u) {
        ${list(4, (j) => `y[at + ${j}u] = mixed[${j}];`)}
      }
      workgroupBarrier();
      if (mine && share == 0u && keys > 0u) {
        ${list(4, (j) => `z[r * ${D}u + h * ${C}u + 4u * column + ${j}u] = (${list(parts, (s) => `y[at + ${s * C + j}u]`, " + ")}) / sum;`)}
      }
    }
    workgroupBarrier();`;
};
