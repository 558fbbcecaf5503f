import { findAdapter } from "./findAdapter.ts";
import { Pipelines } from "./pipelines.ts";
import type { Shader } from "./shader.ts";

/** Part of a buffer. The offset is a multiple of 256 bytes. */
export interface BufferView {
  buffer: GPUBuffer;
  /** Bytes. */
  offset: number;
  /** Bytes. */
  size: number;
}

export interface GpuCounters {
  dispatches: number;
  submits: number;
  /** Waits for values to come back. */
  maps: number;
}

/** Bytes from one dispatch's parameters to the next: the alignment that every device accepts. */
const PARAM_STRIDE = 256;
const PARAM_SLOTS = 512;
const MOST_GROUPS_X = 65_535;
const STORAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST; the enums exist only where there is WebGPU
const UNIFORM = 0x40 | 0x08; // UNIFORM | COPY_DST
const MAP_READ = 0x01 | 0x08; // MAP_READ | COPY_DST

/**
 * A GPU device with a queue of commands. Dispatches and copies are recorded in order and run in that order; nothing waits
 * until values are read. Every buffer is counted, and what goes wrong behind our back is kept in `failure`.
 */
export class Gpu {
  readonly counters: GpuCounters = { dispatches: 0, submits: 0, maps: 0 };
  private allocated = 0;
  private failed: Error | null = null;
  private closed = false;
  private readonly pipelines: Pipelines;
  private readonly scratches = new Map<string, GPUBuffer>();
  private staging: GPUBuffer | null = null;
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  private readonly paramBuffer: GPUBuffer;
  private readonly params = new DataView(new ArrayBuffer(PARAM_STRIDE * PARAM_SLOTS));
  private slot = 0;
  /** While set, nothing is recorded and shaders are only collected. */
  private collected: Set<Shader> | null = null;

  private constructor(
    readonly device: GPUDevice,
    readonly info: GPUAdapterInfo,
    readonly description: string,
    readonly software: boolean,
  ) {
    this.paramBuffer = device.createBuffer({ size: PARAM_STRIDE * PARAM_SLOTS, usage: UNIFORM, label: "params" });
    this.allocated += PARAM_STRIDE * PARAM_SLOTS;
    this.pipelines = new Pipelines(device, { buffer: this.paramBuffer, size: PARAM_STRIDE });
    void this.watchLoss();
    device.addEventListener("uncapturederror", ({ error }) => {
      const what = /memory/i.test(`${error.constructor.name} ${error.message}`)
        ? "is out of memory"
        : "reported an error";
      this.failed ??= new Error(`webgpu: the GPU ${what}: ${error.message}`);
    });
  }

  /**
   * A device of our own with everything that the adapter has.
   * @param kind which variants of kernels run; by default the adapter's own. Tests run both on one adapter.
   * @throws Error where there is no adapter, saying why
   */
  static async open(kind?: "hardware" | "software"): Promise<Gpu> {
    const found = await findAdapter();
    if (typeof found === "string") throw new Error(`webgpu: expected an adapter, got none: ${found}`);
    const { adapter, description } = found;
    const software = kind === undefined ? found.software : kind === "software";
    const { limits, features } = adapter;
    const device = await adapter.requestDevice({
      requiredFeatures: (["shader-f16", "subgroups", "timestamp-query"] as const).filter((name) => features.has(name)),
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        maxBufferSize: limits.maxBufferSize,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      },
    });
    return new Gpu(device, adapter.info, description, software);
  }

  /** Lost, out of memory, invalid; null while all is well. */
  get failure(): Error | null {
    return this.failed;
  }

  /** Bytes of all buffers that live. */
  get bytes(): number {
    return this.allocated;
  }

  /** New and zeroed. `size` in bytes, rounded up to a multiple of 16. */
  buffer(size: number, label: string): BufferView {
    const rounded = Math.max(16, Math.ceil(size / 16) * 16);
    const buffer = this.device.createBuffer({ size: rounded, usage: STORAGE, label });
    this.allocated += rounded;
    return { buffer, offset: 0, size: rounded };
  }

  /** Whatever was recorded before still runs. */
  free({ buffer }: BufferView): void {
    this.submit();
    this.allocated -= buffer.size;
    buffer.destroy();
  }

  /** Memory that lives until the next use under the same name; grows, never shrinks, and holds anything. `size` in bytes. */
  scratch(name: string, size: number): BufferView {
    const before = this.scratches.get(name);
    if (before && before.size >= size) return { buffer: before, offset: 0, size: before.size };
    if (before) this.free({ buffer: before, offset: 0, size: before.size });
    const view = this.buffer(roomFor(size), name);
    this.scratches.set(name, view.buffer);
    return view;
  }

  /** Written before anything recorded later, after everything recorded before. */
  write({ buffer, offset }: BufferView, values: Float32Array | Int32Array | Uint32Array): void {
    if (values.length === 0) return;
    // What is recorded but not submitted must not see values of later.
    this.submit();
    this.device.queue.writeBuffer(buffer, offset, values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  }

  copy(from: BufferView, to: BufferView, bytes: number): void {
    if (bytes === 0 || this.collected) return;
    this.endPass();
    this.commands().copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, bytes);
  }

  zero({ buffer, offset, size }: BufferView): void {
    if (this.collected) return;
    this.endPass();
    this.commands().clearBuffer(buffer, offset, size);
  }

  /**
   * Records one dispatch.
   * @param groups workgroups; one number beyond 65,535 is folded into two dimensions, so a shader finds its group as
   * `id.x + id.y * num_workgroups.x` and leaves when that is too large. 0 records nothing.
   */
  dispatch<P extends string, B extends string>(
    shader: Shader<P, B>,
    buffers: Record<B, BufferView>,
    params: Record<P, number>,
    groups: number | readonly [number, number, number],
  ): void {
    const [x, y, z] = typeof groups === "number" ? fold(groups) : groups;
    if (x * y * z === 0) return;
    if (this.collected) {
      this.collected.add(shader);
      return;
    }
    if (this.slot === PARAM_SLOTS) this.submit();
    const { pipeline, group } = this.pipelines.of(shader, buffers);
    const at = this.slot++ * PARAM_STRIDE;
    Object.entries<string>(shader.params).forEach(([name, type], i) => {
      const value = params[name as P];
      if (type === "f32") this.params.setFloat32(at + 4 * i, value, true);
      else if (type === "u32") this.params.setUint32(at + 4 * i, value, true);
      else this.params.setInt32(at + 4 * i, value, true);
    });
    this.pass ??= this.commands().beginComputePass();
    this.pass.setPipeline(pipeline);
    this.pass.setBindGroup(0, group, [at]);
    this.pass.dispatchWorkgroups(x, y, z);
    this.counters.dispatches++;
  }

  /** Sends what was recorded on its way. */
  submit(): void {
    this.endPass();
    if (this.encoder === null) return;
    if (this.slot > 0)
      this.device.queue.writeBuffer(this.paramBuffer, 0, this.params.buffer, 0, this.slot * PARAM_STRIDE);
    this.device.queue.submit([this.encoder.finish()]);
    this.counters.submits++;
    this.encoder = null;
    this.slot = 0;
  }

  /** Submits and waits until all of it has run. @throws the failure, if there is one */
  async finished(): Promise<void> {
    this.submit();
    await this.device.queue.onSubmittedWorkDone();
    await this.check();
  }

  /**
   * Submits, waits and brings values back: one map for all views.
   *
   * @param aroundMap called with what remains when the device has done its work, so that it can be timed
   * @throws the failure, if there is one
   */
  async read(
    views: readonly BufferView[],
    aroundMap: (map: () => Promise<ArrayBuffer>) => Promise<ArrayBuffer> = (map) => map(),
  ): Promise<ArrayBuffer[]> {
    const total = views.reduce((sum, { size }) => sum + size, 0);
    if (this.staging === null || this.staging.size < total) {
      if (this.staging) this.allocated -= this.staging.size;
      this.staging?.destroy();
      this.staging = this.device.createBuffer({ size: roomFor(total), usage: MAP_READ, label: "read-back" });
      this.allocated += this.staging.size;
    }
    const { staging } = this;
    let at = 0;
    for (const view of views) {
      this.copy(view, { buffer: staging, offset: at, size: view.size }, view.size);
      at += view.size;
    }
    this.submit();
    this.counters.maps++;
    let all: ArrayBuffer;
    try {
      await this.device.queue.onSubmittedWorkDone();
      all = await aroundMap(async () => {
        await staging.mapAsync(1, 0, total); // GPUMapMode.READ
        const values = staging.getMappedRange(0, total).slice(0);
        staging.unmap();
        return values;
      });
    } catch (error) {
      await this.check(true);
      throw error;
    }
    await this.check();
    at = 0;
    return views.map(({ size }) => all.slice(at, (at += size)));
  }

  /** Compiles ahead the shaders that `body` would dispatch; nothing of `body` is recorded. */
  async compileFor(body: () => void): Promise<void> {
    const collected = new Set<Shader>();
    this.collected = collected;
    try {
      body();
    } finally {
      this.collected = null;
    }
    await this.pipelines.compile(collected, !this.software);
  }

  /** Everything on the device is gone after this. */
  close(): void {
    this.closed = true;
    this.device.destroy();
  }

  private async check(late = false): Promise<void> {
    // The news of a lost device may come a moment after the wait that failed of it.
    if (late && !this.failed) await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.failed) throw this.failed;
  }

  private async watchLoss(): Promise<void> {
    const { message } = await this.device.lost;
    const why = this.closed ? "it was closed" : message || "no reason given";
    this.failed = new Error(`webgpu: the GPU device was lost: ${why}`);
  }

  private commands(): GPUCommandEncoder {
    if (this.failed) throw this.failed;
    this.encoder ??= this.device.createCommandEncoder();
    return this.encoder;
  }

  private endPass(): void {
    this.pass?.end();
    this.pass = null;
  }
}

/** Capacity for `size` bytes: sizes in steps of an eighth of a power of two, so that small changes do not make new buffers. */
function roomFor(size: number): number {
  const step = Math.max(256, 2 ** Math.floor(Math.log2(Math.max(1, size))) / 8);
  return Math.ceil(size / step) * step;
}

function fold(groups: number): [number, number, number] {
  if (groups <= MOST_GROUPS_X) return [groups, 1, 1];
  const y = Math.ceil(groups / MOST_GROUPS_X);
  return [Math.ceil(groups / y), y, 1];
}
