export { installNodeWebgpu } from "../../src/cli/nodeWebgpu.ts";
