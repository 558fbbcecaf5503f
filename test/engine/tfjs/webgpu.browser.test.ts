import * as tf from "@tensorflow/tfjs-core";
import { createTfjsPolicy } from "../../../src/engine/tfjs/tfjsPolicy.ts";
import { policyContract } from "../policyContract.ts";
import { webgpuBasics } from "./webgpuBasics.ts";

policyContract("tfjs webgpu in a browser", (shape, weights) => createTfjsPolicy("webgpu", shape, weights), {
  liveTensors: () => tf.memory().numTensors,
  // Where the adapter is software, a dispatch takes milliseconds and a step of this test has a thousand of them.
  memorySteps: 6,
  timeout: 240_000,
});

webgpuBasics("a browser", null);
