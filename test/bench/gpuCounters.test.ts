import { beforeAll, describe, expect, it } from "vitest";
import { installNodeWebgpu } from "../../src/cli/nodeWebgpu.ts";
import { difference, GpuCounters } from "./gpuCounters.ts";

const missing = await installNodeWebgpu();
const why = missing === null ? "" : ` (skipped: ${missing})`;

describe.skipIf(missing !== null)(`GpuCounters on Dawn${why}`, () => {
  let counters: GpuCounters;
  let device: GPUDevice;
  beforeAll(async () => {
    counters = new GpuCounters(globalThis);
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error("expected an adapter, got none");
    device = await adapter.requestDevice();
  });

  it("counts dispatches, submits, maps and the bytes that are held, and leaves results as they are", async () => {
    const before = counters.read();
    const module = device.createShaderModule({
      code: "@group(0) @binding(0) var<storage, read_write> x: array<u32>; @compute @workgroup_size(1) fn main() { x[0] += 3u; }",
    });
    const pipeline = device.createComputePipeline({ layout: "auto", compute: { module, entryPoint: "main" } });
    const buffer = device.createBuffer({ size: 64, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer } }],
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(1);
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, 16);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    expect(new Uint32Array(staging.getMappedRange())[0]).toBe(6);
    staging.unmap();
    expect(difference(counters.read(), before)).toEqual({ maps: 1, submits: 1, dispatches: 2, bytes: 80 });
    buffer.destroy();
    buffer.destroy();
    expect(difference(counters.read(), before).bytes).toBe(16);
    staging.destroy();
    await counters.idle();
  });
});
