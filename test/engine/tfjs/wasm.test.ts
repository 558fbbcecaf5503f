import * as tf from "@tensorflow/tfjs-core";
import { createTfjsPolicy } from "../../../src/engine/tfjs/tfjsPolicy.ts";
import { policyContract } from "../policyContract.ts";

policyContract("tfjs wasm", (shape, weights) => createTfjsPolicy("tfjs-wasm", shape, weights), {
  liveTensors: () => tf.memory().numTensors,
});
