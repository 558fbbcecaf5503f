import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { policyContract } from "../policyContract.ts";

policyContract("wasm", (shape, weights) => createWasmPolicy(shape, weights, { threads: 1 }), { memorySteps: 500 });
policyContract("wasm, plain SIMD", (shape, weights) => createWasmPolicy(shape, weights, { variants: "none" }));
policyContract("wasm, 2 threads", (shape, weights) => createWasmPolicy(shape, weights, { threads: 2 }), {
  memorySteps: 500,
});
