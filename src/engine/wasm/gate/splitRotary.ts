import type { Values } from "../../kernels/kernelSpec.ts";
import type { LinearMemory } from "../linearMemory.ts";
import type { RotaryTable } from "../wasmModel.ts";

/** The specs keep cos and sin side by side, [positions, hd/2, 2]; our kernels one after the other. */
export function splitRotary(memory: LinearMemory, table: Values): RotaryTable {
  return {
    cos: memory.allocFrom(Float32Array.from(table).filter((_, i) => i % 2 === 0)),
    sin: memory.allocFrom(Float32Array.from(table).filter((_, i) => i % 2 === 1)),
  };
}
