import { describe, it } from "vitest";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { webgpuBasics } from "./webgpuBasics.ts";

const missing = await installNodeWebgpu();

/** The whole contract runs in the browser suite: in Node, over SwiftShader, it would take a minute. */
if (missing === null) {
  webgpuBasics("Node");
} else {
  describe("webgpu basics in Node", () => {
    it.skip(`${missing}; the browser suite covers it`, () => {});
  });
}
