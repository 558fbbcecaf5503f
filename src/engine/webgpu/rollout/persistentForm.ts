import type { ModelShape } from "../../policy.ts";
import type { Gpu } from "../gpu.ts";
import { type PersistentForm, workgroupBytes } from "./persistentShader.ts";

/** Workgroups that a GPU is to have at least, as long as there are rows: about as many as large ones have processors. */
const WORKGROUPS = 128;
const MOST_ROWS = 8;
const MOST_LANES = 32;
const THREADS = 256;

/**
 * How a workgroup is made on this device, or null where the model is too wide for its workgroup memory. On a GPU: as few rows in each
 * as leave enough workgroups, many threads. On a software adapter, where barriers are dear: one vector unit's threads.
 */
export function persistentForm(gpu: Gpu, shape: ModelShape, rows: number): PersistentForm | null {
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } =
    gpu.device.limits;
  const most = gpu.software ? 4 : Math.max(1, Math.min(MOST_ROWS, Math.ceil(rows / WORKGROUPS)));
  for (let own = most; own > 0; own--) {
    const threads = gpu.software ? 4 : Math.min(THREADS, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX);
    const lanes = Math.min(MOST_LANES, 2 ** Math.floor(Math.log2(threads / own)));
    const form = { rows: own, threads, wide: gpu.software ? 4 : 1, lanes };
    if (workgroupBytes(shape, form) <= maxComputeWorkgroupStorageSize) return form;
  }
  return null;
}
