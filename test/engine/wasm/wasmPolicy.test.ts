import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { policyContract } from "../policyContract.ts";

policyContract("wasm", createWasmPolicy, { memorySteps: 200 });
