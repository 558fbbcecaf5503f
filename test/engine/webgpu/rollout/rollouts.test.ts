import { installNodeWebgpu } from "../../../support/nodeWebgpu.ts";
import { rollouts } from "./rollouts.ts";

rollouts("Node", await installNodeWebgpu());
