import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { groupsOfRows, groupsOfTiles } from "../attentionCode.ts";
import { keysFamily, keysSoftwareFamily } from "./keys.ts";
import { queriesFamily, queriesSoftwareFamily } from "./queries.ts";
import { attentionBackward } from "./spec.ts";

export const attentionBackwardGpu = defineGpuKernel(attentionBackward, (gpu, buffers, { rows, width, heads }) => {
  const params = { rows, width, heads };
  const all = { ...buffers, delta: gpu.scratch("attentionBackward: delta", 4 * rows * heads) };
  const [queries, keys] = gpu.software ? [queriesSoftwareFamily, keysSoftwareFamily] : [queriesFamily, keysFamily];
  const groups = (gpu.software ? groupsOfRows : groupsOfTiles)(rows, heads);
  gpu.dispatch(queries(width / heads), all, params, groups);
  gpu.dispatch(keys(width / heads), all, params, groups);
});
