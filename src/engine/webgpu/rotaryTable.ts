import type { ModelShape } from "../policy.ts";
import type { BufferView, Gpu } from "./gpu.ts";

/** Longest sequence that the engine takes. */
const MOST_POSITIONS = 1024;

/** @throws Error where the table of angles is too short */
export function assertPositions(longest: number): void {
  if (longest > MOST_POSITIONS) {
    throw new Error(`webgpu policy: expected sequences of at most ${MOST_POSITIONS} tokens, got ${longest}`);
  }
}

/** cos and sin of position · θ^(−2i / head width), [MOST_POSITIONS, head width / 2, 2]. */
export function rotaryTable(gpu: Gpu, { width, heads, ropeTheta }: ModelShape): BufferView {
  const half = width / heads / 2;
  const values = new Float32Array(MOST_POSITIONS * half * 2);
  for (let position = 0; position < MOST_POSITIONS; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * Math.pow(ropeTheta, -i / half);
      values[(position * half + i) * 2] = Math.cos(angle);
      values[(position * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  const view = gpu.buffer(values.byteLength, "rotary table");
  gpu.write(view, values);
  return view;
}
