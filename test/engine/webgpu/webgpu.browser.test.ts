import { createWebgpuPolicy } from "../../../src/engine/webgpu/createWebgpuPolicy.ts";
import { policyContract } from "../policyContract.ts";
import { webgpuBasics } from "./webgpuBasics.ts";

policyContract("webgpu in a browser", createWebgpuPolicy, { timeout: 240_000 });
webgpuBasics("a browser", null);
