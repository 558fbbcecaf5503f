export interface GpuCounts {
  maps: number;
  submits: number;
  dispatches: number;
  /** Bytes of buffers created and not destroyed, since the counting began. */
  bytes: number;
}

/** The methods that are counted, as a set of prototypes; a test passes its own. */
export interface GpuClasses {
  GPUQueue: { prototype: Pick<GPUQueue, "submit"> };
  GPUBuffer: { prototype: Pick<GPUBuffer, "mapAsync" | "destroy"> };
  GPUDevice: { prototype: Pick<GPUDevice, "createBuffer"> };
  GPUComputePassEncoder: {
    prototype: Pick<GPUComputePassEncoder, "dispatchWorkgroups" | "dispatchWorkgroupsIndirect">;
  };
}

/**
 * Counts what every library does on WebGPU, by the same rule for all: the methods of the standard's own classes are wrapped, before any
 * device is made.
 */
export class GpuCounters {
  private readonly counts: GpuCounts = { maps: 0, submits: 0, dispatches: 0, bytes: 0 };
  private readonly queues = new Set<Pick<GPUQueue, "submit">>();

  constructor(classes: GpuClasses) {
    const { counts, queues } = this;
    const sizes = new WeakMap<object, number>();
    wrap(classes.GPUQueue.prototype, "submit", (queue) => {
      counts.submits++;
      queues.add(queue);
    });
    wrap(classes.GPUBuffer.prototype, "mapAsync", () => counts.maps++);
    wrap(classes.GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => counts.dispatches++);
    wrap(classes.GPUComputePassEncoder.prototype, "dispatchWorkgroupsIndirect", () => counts.dispatches++);
    const device = classes.GPUDevice.prototype;
    const create = device.createBuffer;
    device.createBuffer = function createBuffer(this: GPUDevice, descriptor: GPUBufferDescriptor): GPUBuffer {
      const buffer = create.call(this, descriptor);
      sizes.set(buffer, descriptor.size);
      counts.bytes += descriptor.size;
      return buffer;
    };
    wrap(classes.GPUBuffer.prototype, "destroy", (buffer) => {
      counts.bytes -= sizes.get(buffer) ?? 0;
      sizes.delete(buffer);
    });
  }

  read(): GpuCounts {
    return { ...this.counts };
  }

  /** When everything that was submitted on any device is done. */
  async idle(): Promise<void> {
    for (const queue of this.queues) {
      if (!isGpuQueue(queue)) continue;
      // A device that was destroyed meanwhile has nothing to wait for.
      await queue.onSubmittedWorkDone().catch(() => this.queues.delete(queue));
    }
  }
}

const isGpuQueue = (queue: object): queue is GPUQueue => "onSubmittedWorkDone" in queue;

export const difference = (after: GpuCounts, before: GpuCounts): GpuCounts => ({
  maps: after.maps - before.maps,
  submits: after.submits - before.submits,
  dispatches: after.dispatches - before.dispatches,
  bytes: after.bytes - before.bytes,
});

/** Calls `seen` with the object before each call of its method. */
function wrap<T extends object, K extends keyof T>(prototype: T, name: K, seen: (self: T) => void): void {
  const method = prototype[name];
  if (typeof method !== "function") throw new Error(`GpuCounters: expected a method ${String(name)}, got none`);
  const wrapped = function (this: T, ...args: unknown[]): unknown {
    seen(this);
    return Reflect.apply(method, this, args);
  };
  Object.defineProperty(prototype, name, { value: wrapped, configurable: true, writable: true });
}
