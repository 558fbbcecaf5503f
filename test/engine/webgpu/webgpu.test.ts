import { createWebgpuPolicy } from "../../../src/engine/webgpu/createWebgpuPolicy.ts";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { policyContract } from "../policyContract.ts";
import { webgpuBasics } from "./webgpuBasics.ts";

const missing = await installNodeWebgpu();
if (missing === null) policyContract("webgpu in Node", createWebgpuPolicy, { timeout: 120_000 });
webgpuBasics("Node", missing);
