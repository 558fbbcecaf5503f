import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { Composition } from "../kernels/composition.ts";
import { COMPOSITIONS } from "../kernels/compositions.ts";
import type { BufferView, Gpu } from "./gpu.ts";
import type { Repair } from "./kernelRunner.ts";

/**
 * Compositions of stock operations for the kernels named, run by tfjs on the same device. Inputs are copied into tensors and
 * results back, so a repaired kernel is slow, but right.
 */
export async function openRepair(gpu: Gpu, names: readonly string[]): Promise<Repair> {
  const compositions = new Map<string, Composition>();
  for (const name of names) {
    const composition = COMPOSITIONS.get(name);
    if (!composition) throw new Error(`${name}: expected a composition to replace the kernel, got none`);
    compositions.set(name, composition);
  }
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
  const backend = new WebGPUBackend(gpu.device, gpu.info);
  tf.registerBackend("webgpu", () => backend);
  await tf.setBackend("webgpu");
  return {
    compositions,
    run: (composition, buffers, scalars) => runComposition(gpu, composition, buffers, scalars),
  };
}

function runComposition(
  gpu: Gpu,
  { spec, run }: Composition,
  buffers: Record<string, BufferView>,
  scalars: Record<string, number>,
): void {
  const copies: BufferView[] = [];
  const inputs: tf.Tensor1D[] = [];
  const tensors: Record<string, tf.Tensor1D> = {};
  for (const [name, { use, type }] of Object.entries(spec.buffers)) {
    const view = buffers[name];
    if (use === "out" || !view) continue;
    const copy = { ...gpu.buffer(view.size, `${spec.name}: ${name}`), size: view.size };
    gpu.copy(view, copy, view.size);
    copies.push(copy);
    const dtype = type === "i32" ? "int32" : "float32";
    const tensor: tf.Tensor1D = tf.tensor({ buffer: copy.buffer, zeroCopy: true }, [view.size / 4], dtype);
    inputs.push(tensor);
    tensors[name] = tensor;
  }
  // tfjs has a queue of its own: what it reads must be on its way before. dataToGPU copies the result and submits.
  gpu.submit();
  const results = tf.tidy(() => run(tensors, scalars)) as Record<string, tf.Tensor>;
  const onGpu = Object.entries(results).map(([name, tensor]) => ({ name, data: tensor.dataToGPU() }));
  for (const { name, data } of onGpu) {
    const target = buffers[name];
    if (!target || !data.buffer) throw new Error(`${spec.name}: expected a buffer for ${name}, got none`);
    gpu.copy({ buffer: data.buffer, offset: 0, size: target.size }, target, target.size);
  }
  gpu.submit();
  tf.dispose([...inputs, ...Object.values(results), ...onGpu.map(({ data }) => data.tensorRef)]);
  for (const copy of copies) gpu.free(copy);
}
