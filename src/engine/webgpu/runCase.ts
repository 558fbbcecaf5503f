import { isOutput, type Prepared } from "../kernels/compare.ts";
import type { BufferView, Gpu } from "./gpu.ts";
import type { GpuKernel } from "./gpuKernel.ts";

/** Buffers of a case on the device, and which of them hold results. */
export interface CaseOnGpu {
  views: Record<string, BufferView>;
  outputs: { name: string; view: BufferView; integers: boolean; length: number }[];
}

export function uploadCase(gpu: Gpu, { spec, inputs }: Prepared): CaseOnGpu {
  const views: Record<string, BufferView> = {};
  for (const [name, values] of Object.entries(inputs)) {
    const view = gpu.buffer(values.byteLength, `${spec.name}: ${name}`);
    gpu.write(view, values);
    views[name] = { ...view, size: Math.max(4, values.byteLength) };
  }
  const outputs = Object.entries(spec.buffers)
    .filter(([, use]) => isOutput(use))
    .map(([name, { type }]) => ({
      name,
      view: views[name] as BufferView,
      integers: type === "i32",
      length: inputs[name]?.length ?? 0,
    }));
  return { views, outputs };
}

export function freeCase(gpu: Gpu, { views }: CaseOnGpu): void {
  for (const view of Object.values(views)) gpu.free(view);
}

/** Results by buffer name, all brought back with one map. */
export async function readCases(gpu: Gpu, cases: readonly CaseOnGpu[]): Promise<Record<string, ArrayLike<number>>[]> {
  const read = await gpu.read(cases.flatMap(({ outputs }) => outputs.map(({ view }) => view)));
  let at = 0;
  return cases.map(({ outputs }) =>
    Object.fromEntries(
      outputs.map(({ name, integers, length }) => {
        const bytes = read[at++] ?? new ArrayBuffer(0);
        return [name, integers ? new Int32Array(bytes, 0, length) : new Float32Array(bytes, 0, length)];
      }),
    ),
  );
}

/** Runs a kernel on its cases one after another. */
export async function runCases(
  gpu: Gpu,
  kernel: GpuKernel,
  prepared: readonly Prepared[],
): Promise<Record<string, ArrayLike<number>>[]> {
  const cases = prepared.map((one) => uploadCase(gpu, one));
  prepared.forEach(({ problem }, i) => kernel.encode(gpu, (cases[i] as CaseOnGpu).views, problem.scalars));
  const results = await readCases(gpu, cases);
  for (const one of cases) freeCase(gpu, one);
  return results;
}
