import { packLinearGpu } from "../../kernels/packLinear/wgsl.ts";
import type { ModelShape } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";

/** Floats from one matrix to the next: views begin at multiples of 256 bytes. */
const ALIGNMENT = 64;

interface Place {
  /** Floats from the start. */
  at: number;
  size: number;
}

/** Where the packed matrices of a model lie in one buffer, and the embedding as it is behind them. */
export class DecodeLayout {
  readonly layers: readonly Record<"qkv" | "o" | "gateUp" | "down", Place>[];
  readonly head: Place;
  readonly embedding: Place;
  /** Floats. */
  readonly size: number;

  constructor({ vocabSize: V, width: D, mlpWidth: F, layers: L }: ModelShape) {
    let end = 0;
    const place = (size: number): Place => {
      const at = end;
      end += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
      return { at, size };
    };
    this.layers = Array.from({ length: L }, () => ({
      qkv: place(3 * D * D),
      o: place(D * D),
      gateUp: place(2 * F * D),
      down: place(D * F),
    }));
    this.head = place(V * D);
    this.embedding = place(V * D);
    this.size = end;
  }
}

/** Views of the packed matrices; gains of the norms are multiplied in. */
export interface DecodeWeights {
  all: BufferView;
  layers: Record<"qkv" | "o" | "gateUp" | "down", BufferView>[];
  head: BufferView;
  embedding: BufferView;
}

/** Packs a model's weights for a rollout: they change from one to the next. */
export function packDecodeWeights(runner: KernelRunner, shape: ModelShape, w: ModelBuffers): DecodeWeights {
  const { vocabSize: V, width: D, mlpWidth: F } = shape;
  const layout = new DecodeLayout(shape);
  const { buffer } = runner.gpu.scratch("rollout: packed weights", layout.size * 4);
  const view = ({ at, size }: Place): BufferView => ({ buffer, offset: at * 4, size: size * 4 });
  const pack = (weight: BufferView, to: Place, outer: number, inner: number, gain?: BufferView): BufferView => {
    const packed = view(to);
    // Without a norm before the product any vector will do for the gain: it is not read.
    const buffers = { weight, gain: gain ?? w.finalNorm, packed };
    runner.run(packLinearGpu, buffers, { outer, inner, scaled: gain ? 1 : 0 });
    return packed;
  };
  const packed = {
    all: { buffer, offset: 0, size: layout.size * 4 },
    layers: w.layers.map((layer, l) => {
      const to = layout.layers[l] as DecodeLayout["layers"][number];
      return {
        qkv: pack(layer.qkv, to.qkv, 3 * D, D, layer.norm1),
        o: pack(layer.o, to.o, D, D),
        gateUp: pack(layer.gateUp, to.gateUp, 2 * F, D, layer.norm2),
        down: pack(layer.down, to.down, D, F),
      };
    }),
    head: pack(w.embedding, layout.head, V, D, w.finalNorm),
    embedding: view(layout.embedding),
  };
  runner.gpu.copy(w.embedding, packed.embedding, V * D * 4);
  return packed;
}
