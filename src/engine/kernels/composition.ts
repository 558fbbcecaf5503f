import type * as tf from "@tensorflow/tfjs-core";
import type { KernelSpec } from "./kernelSpec.ts";

/**
 * A kernel in stock operations of tfjs: what runs where the kernel itself comes out wrong. Buffers are 1-D tensors, as long as the
 * case's own arrays; "i32" ones are int32. Gives every "out" and "inout" buffer (new value), of any shape with that many elements.
 * Problems without elements do not come here.
 */
export interface Composition<B extends string = string, S extends string = string> {
  readonly spec: KernelSpec<B, S>;
  run(tensors: Record<B, tf.Tensor1D>, scalars: Record<S, number>): Partial<Record<B, tf.Tensor>>;
}

export const defineComposition = <B extends string, S extends string>(
  spec: KernelSpec<B, S>,
  run: Composition<B, S>["run"],
): Composition<B, S> => ({ spec, run });
