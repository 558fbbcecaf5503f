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
    views[name] = view;
  }
  const outputs = Object.entries(spec.buffers)
    .filter(([, use]) => isOutput(use))
    .map(([name, { type }]) => ({
      name,
      view: views[name] as BufferView,
      integers: type === "i32",
      length: (inputs[name] as Float32Array).length,
    }));
  return { views, outputs };
}

/** Runs kernels on their cases one after another, brings all results back with one map, and frees the buffers. */
export async function runCases(
  gpu: Gpu,
  jobs: readonly { kernel: GpuKernel; prepared: Prepared }[],
): Promise<Record<string, ArrayLike<number>>[]> {
  const uploaded = jobs.map(({ prepared }) => uploadCase(gpu, prepared));
  jobs.forEach(({ kernel, prepared }, i) => {
    kernel.encode(gpu, (uploaded[i] as CaseOnGpu).views, prepared.problem.scalars);
  });
  const read = await gpu.read(uploaded.flatMap(({ outputs }) => outputs.map(({ view }) => view)));
  let at = 0;
  const results = uploaded.map(({ outputs }) =>
    Object.fromEntries(
      outputs.map(({ name, integers, length }) => {
        const bytes = read[at++] as ArrayBuffer;
        return [name, integers ? new Int32Array(bytes, 0, length) : new Float32Array(bytes, 0, length)];
      }),
    ),
  );
  for (const { views } of uploaded) for (const view of Object.values(views)) gpu.free(view);
  return results;
}
