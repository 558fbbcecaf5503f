import * as tf from "@tensorflow/tfjs-core";
import { describe, it } from "vitest";
import { createTfjsPolicy } from "../../../src/engine/tfjs/tfjsPolicy.ts";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { policyContract } from "../policyContract.ts";

const missing = await installNodeWebgpu();

if (missing === null) {
  policyContract("tfjs webgpu", (shape, weights) => createTfjsPolicy("webgpu", shape, weights), {
    liveTensors: () => tf.memory().numTensors,
    // Software rendering: a dispatch takes milliseconds, a step of this test a thousand of them.
    memorySteps: 6,
    timeout: 240_000,
  });
} else {
  describe("policy contract: tfjs webgpu", () => {
    it.skip(`in Node, ${missing}; the browser suite covers it`, () => {});
  });
}
