/**
 * WGSL of a draw for every row of a workgroup, `lanes` threads a row: each has a run of the vocabulary, in order. Leaves, in threads
 * with `lane` 0, the token in `token` and its log-prob in `logProb`. Expects logits in `y` [rows][V] with stride `Y`; arrays `part`,
 * `sums` and `likely` with a number a thread; `pick`, an atomic a row.
 */
export const drawTogetherWgsl = ({
  rows,
  lanes,
  V,
  Y,
}: {
  rows: number;
  lanes: number;
  V: number;
  Y: number;
}): string => {
  const run = Math.ceil(V / lanes);
  return /* wgsl */ `
    let r = min(t / ${lanes}u, ${rows - 1}u);
    let lane = t % ${lanes}u;
    let draws = t < ${rows * lanes}u;
    let begin = min(lane * ${run}u, ${V}u);
    let end = min(begin + ${run}u, ${V}u);
    var top = -3.0e38;
    var best = 0u;
    if (draws) {
      for (var v = begin; v < end; v++) {
        if (y[r * ${Y}u + v] > top) { top = y[r * ${Y}u + v]; best = v; }
      }
      part[t] = top;
      likely[t] = best;
      if (lane == 0u) { atomicStore(&pick[r], ${V}u); }
    }
    workgroupBarrier();
    if (draws) {
      top = part[r * ${lanes}u];
      best = likely[r * ${lanes}u];
      for (var j = 1u; j < ${lanes}u; j++) {
        if (part[r * ${lanes}u + j] > top) { top = part[r * ${lanes}u + j]; best = likely[r * ${lanes}u + j]; }
      }
      var own = 0.0;
      for (var v = begin; v < end; v++) { own += exp((y[r * ${Y}u + v] - top) * p.inverse); }
      sums[t] = own;
    }
    workgroupBarrier();
    var sum = 0.0;
    if (draws) {
      var before = 0.0;
      for (var j = 0u; j < ${lanes}u; j++) {
        if (j == lane) { before = sum; }
        sum += sums[r * ${lanes}u + j];
      }
      var left = counterUniform(p.seed, p.step, rowOf[r], drawnOf[r]) * sum - before;
      for (var v = begin; v < end; v++) {
        left -= exp((y[r * ${Y}u + v] - top) * p.inverse);
        if (left < 0.0) {
          atomicMin(&pick[r], v);
          break;
        }
      }
    }
    workgroupBarrier();
    // Rounding can leave a crumb: the likeliest token takes it.
    var token = best;
    if (atomicLoad(&pick[r]) < ${V}u) { token = atomicLoad(&pick[r]); }
    let logProb = (y[r * ${Y}u + token] - top) * p.inverse - log(sum);`;
};
