/** Threads of a workgroup. */
export const WORKGROUP = 64;

/**
 * Start of `main` where `lanes` neighbouring threads share row `n`, each as `lane`. One where a barrier is expensive (a device in
 * software), more where neighbours should read neighbouring values. Threads beyond the last row repeat it: they come to every barrier and
 * must not store.
 */
export const rowLanes = (lanes: number): string => /* wgsl */ `
  const LANES = ${lanes}u;
  ${lanes > 1 ? `var<workgroup> shared_: array<f32, ${WORKGROUP}>;` : ""}
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

/** Makes the variable `name` its sum over the lanes of a row, in the same order for every row. */
export const sumOverLanes = (lanes: number, name: string): string => {
  if (lanes === 1) return "";
  const steps: string[] = [`shared_[t] = ${name}; workgroupBarrier();`];
  for (let half = lanes / 2; half >= 1; half /= 2) {
    steps.push(`if (lane < ${half}u) { shared_[t] += shared_[t + ${half}u]; } workgroupBarrier();`);
  }
  return `${steps.join("\n")}\n${name} = shared_[t - lane];`;
};
