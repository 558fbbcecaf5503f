import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { gpuParity } from "./gpuParity.ts";

gpuParity("Node", await installNodeWebgpu());
