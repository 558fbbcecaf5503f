/** Threads of a workgroup. */
export const WORKGROUP = 64;

/**
 * Start of `main` where `lanes` neighbouring threads share row `n`, each as `lane`. One where a barrier is expensive (a device in
 * software), more where neighbours should read neighbouring values. Threads beyond the last row repeat it: they come to every barrier and
 * must not store. Numbers a thread gives to the others are of type `shared`.
 */
export const rowLanes = (lanes: number, shared: "f32" | "vec3f" = "f32"): string => /* wgsl */ `
  const LANES = ${lanes}u;
  ${lanes > 1 ? `var<workgroup> shared_: array<${shared}, ${WORKGROUP}>;` : ""}
  @compute @workgroup_size(${WORKGROUP})
  fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) t: u32,
  ) {
    let id = (group.x + group.y * groups.x) * ${WORKGROUP / lanes}u + t / LANES;
    let lane = t % LANES;
    let n = min(id, p.rows - 1u);
    let stores = id < p.rows;`;

/**
 * Declares `all`: the lanes' values `own` put together, in the same order for every row.
 *
 * @param merge code that declares `merged` from two values
 */
export function mergeOverLanes(lanes: number, own: string, merge: (a: string, b: string) => string): string {
  if (lanes === 1) return `let all = ${own};`;
  const steps: string[] = [];
  for (let half = lanes / 2; half >= 1; half /= 2) {
    steps.push(`if (lane < ${half}u) {
      ${merge("shared_[t]", `shared_[t + ${half}u]`)}
      shared_[t] = merged;
    }
    workgroupBarrier();`);
  }
  return `shared_[t] = ${own};
    workgroupBarrier();
    ${steps.join("\n")}
    let all = shared_[t - lane];`;
}

/** Declares `all`: the sum of the lanes' values `own`. */
export const sumOverLanes = (lanes: number, own: string): string =>
  mergeOverLanes(lanes, own, (a, b) => `let merged = ${a} + ${b};`);
