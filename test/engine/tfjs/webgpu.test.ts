import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { webgpuBasics } from "./webgpuBasics.ts";

// The whole contract runs in the browser suite: in Node, over SwiftShader, it would take a minute.
webgpuBasics("Node", await installNodeWebgpu());
