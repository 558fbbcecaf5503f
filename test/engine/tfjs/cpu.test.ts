import * as tf from "@tensorflow/tfjs-core";
import { createTfjsPolicy } from "../../../src/engine/tfjs/tfjsPolicy.ts";
import { policyContract } from "../policyContract.ts";

policyContract("tfjs cpu", (shape, weights) => createTfjsPolicy("cpu", shape, weights), {
  liveTensors: () => tf.memory().numTensors,
});
