import * as tf from "@tensorflow/tfjs-core";
import { compileKernels, hasRelaxedSimd } from "../../src/engine/wasm/kernelModule.ts";
import { LinearMemory } from "../../src/engine/wasm/linearMemory.ts";
import { Gpu } from "../../src/engine/webgpu/gpu.ts";
import { encodeMatmul } from "../../src/engine/webgpu/matmul.ts";
import { Rng } from "../../src/lib/rng.ts";
import type { JaxLibrary } from "./jax/jaxModel.ts";
import { median } from "./measure.ts";
import { openTfjs } from "./tfjs/openTfjs.ts";

/** Products of two square matrices, in GFLOP/s: each contestant's own, null where it has none here. */
export interface MatmulPeak {
  /** Rows, columns and inner size. */
  size: number;
  ours: number;
  tfjs: number | null;
  jax: number | null;
}

const REPETITIONS = 5;
/** So long a run at least, in milliseconds: a wait for a device costs up to one. */
const LEAST = 40;

/** One thread of the CPU: our kernels, the build that this machine runs. */
export async function wasmPeak(jax: JaxLibrary | null): Promise<MatmulPeak> {
  const size = 384;
  const memory = await LinearMemory.create(await compileKernels({ relaxed: hasRelaxedSimd(), shared: false }), false);
  const { kernels } = memory;
  const [a, b] = matrices(size);
  const at = memory.allocFrom(a);
  const packed = memory.alloc(kernels.packedSize(size, size));
  const out = memory.alloc(size * size);
  kernels.pack(size, size, memory.allocFrom(b), 1, size, packed);
  const ours = await rate(size, (times) => {
    for (let i = 0; i < times; i++) kernels.gemmPacked(size, size, size, at, size, 1, packed, out, size, 0, 0);
  });
  return { size, ours, tfjs: await tfjsRate("wasm", size), jax: jax && (await jaxRate(jax, "wasm", size)) };
}

/** The adapter: our tiles in WGSL on a device of their own. */
export async function webgpuPeak(software: boolean, jax: JaxLibrary | null): Promise<MatmulPeak> {
  const size = software ? 256 : 2048;
  const gpu = await Gpu.open();
  try {
    const [a, b] = matrices(size).map((values, i) => {
      const view = gpu.buffer(values.byteLength, `peak: operand ${i}`);
      gpu.write(view, values);
      return view;
    });
    const out = gpu.buffer(4 * size * size, "peak: product");
    if (!a || !b) throw new Error("webgpuPeak: expected two operands, got fewer");
    const layout = (name: "NN" | "NT"): Promise<number> =>
      rate(size, async (times) => {
        for (let i = 0; i < times; i++) encodeMatmul(gpu, name, { a, b, out }, { m: size, n: size, k: size });
        await gpu.finished();
      });
    const ours = Math.max(await layout("NN"), await layout("NT"));
    return { size, ours, tfjs: await tfjsRate("webgpu", size), jax: jax && (await jaxRate(jax, "webgpu", size)) };
  } finally {
    gpu.close();
  }
}

async function tfjsRate(name: "webgpu" | "wasm", size: number): Promise<number> {
  const open = await openTfjs(name);
  const [a, b] = matrices(size).map((values) => tf.tensor2d(values, [size, size]));
  try {
    if (!a || !b) throw new Error("tfjsRate: expected two operands, got fewer");
    return await rate(size, async (times) => {
      for (let i = 1; i < times; i++) tf.matMul(a, b).dispose();
      // The read of one value waits for all products before it.
      const last = tf.tidy(() => tf.slice(tf.matMul(a, b), [0, 0], [1, 1]));
      await last.data();
      last.dispose();
    });
  } finally {
    tf.dispose([a, b].filter((tensor) => tensor !== undefined));
    open.close();
  }
}

async function jaxRate(jax: JaxLibrary, device: "webgpu" | "wasm", size: number): Promise<number> {
  const { numpy: np, jit, tree, blockUntilReady } = jax;
  jax.defaultDevice(device);
  const [a, b] = matrices(size).map((values) => np.array(Float32Array.from(values), { shape: [size, size] }));
  if (!a || !b) throw new Error("jaxRate: expected two operands, got fewer");
  const product = jit((x: typeof a, y: typeof a) => np.matmul(x, y));
  const found = await rate(size, async (times) => {
    const out = Array.from({ length: times }, () => product(a.ref, b.ref));
    await blockUntilReady(out);
    tree.dispose(out);
  });
  tree.dispose([a, b]);
  product.dispose();
  return found;
}

/** Median GFLOP/s of so many products in a row that a run is long enough. */
async function rate(size: number, run: (times: number) => void | Promise<void>): Promise<number> {
  const timed = async (times: number): Promise<number> => {
    const start = performance.now();
    await run(times);
    return (performance.now() - start) / times;
  };
  await timed(1);
  const times = Math.min(50, Math.max(1, Math.ceil(LEAST / (await timed(1)))));
  await timed(times);
  const taken: number[] = [];
  for (let i = 0; i < REPETITIONS; i++) taken.push(await timed(times));
  return (2 * size ** 3) / median(taken) / 1e6;
}

function matrices(size: number): [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>] {
  const draw = (name: string): Float32Array<ArrayBuffer> => {
    const rng = Rng.of(1, "matmul peak", name);
    return Float32Array.from({ length: size * size }, () => rng.normal());
  };
  return [draw("a"), draw("b")];
}
