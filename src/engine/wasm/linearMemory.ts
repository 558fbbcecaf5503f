import { align, Arena } from "./arena.ts";
import { instantiateKernels, type Kernels } from "./kernels.ts";
import { MemoryViews } from "./memoryViews.ts";

const PAGE = 65_536;
const FIRST_PAGES = 16;
/** wasm32 addresses four gigabytes; the last page stays unused so that no end pointer wraps. */
const MOST_PAGES = 65_535;

/** A memory that only this thread sees, or one that helper threads share. */
function newMemory(shared: boolean): WebAssembly.Memory {
  if (!shared) return new WebAssembly.Memory({ initial: FIRST_PAGES });
  // A shared memory reserves addresses for the most it may ever take, which small devices refuse.
  for (const maximum of [65_536, 32_768, 16_384]) {
    try {
      return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared: true });
    } catch {
      // the next smaller one
    }
  }
  throw new RangeError("wasm memory: expected room to reserve 1 GiB of shared memory, got a refusal (out of memory)");
}

/**
 * One linear memory used as a stack: permanent blocks first, then scratch that is released to a mark. It grows when needed and
 * never shrinks, so the bytes held are flat once the largest batch has been seen. Views must be fetched anew after `alloc`.
 * Only the thread that made it allocates.
 */
export class LinearMemory extends MemoryViews {
  private top: number;

  constructor(
    override readonly memory: WebAssembly.Memory,
    readonly kernels: Kernels,
  ) {
    super(memory);
    this.top = align(kernels.heapBase());
  }

  static async create(module: WebAssembly.Module, shared: boolean): Promise<LinearMemory> {
    const memory = newMemory(shared);
    return new LinearMemory(memory, await instantiateKernels(module, memory));
  }

  /** @returns the byte address of n 32-bit words, 16-byte aligned, not cleared */
  alloc(n: number): number {
    const at = this.top;
    this.top = align(at + n * 4);
    const missing = Math.ceil((this.top - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      const pages = this.memory.buffer.byteLength / PAGE;
      try {
        // an eighth more than asked for, so that slowly growing batches do not grow the memory each time
        growBy(
          this.memory,
          Math.min(MOST_PAGES - pages, Math.max(missing, pages >> 3)),
          Math.min(MOST_PAGES - pages, missing),
        );
      } catch (cause) {
        this.top = at;
        throw new RangeError(
          `wasm memory: expected room for ${(n * 4) / 2 ** 20} MiB more, got a refusal at ${(pages * PAGE) / 2 ** 20} MiB (out of memory). Use fewer prompts, a smaller group or a shorter cap.`,
          { cause },
        );
      }
      if (this.top > this.memory.buffer.byteLength) {
        this.top = at;
        throw new RangeError(`wasm memory: expected at most 4 GiB, got a batch that needs more (out of memory)`);
      }
    }
    return at;
  }

  allocZeroed(n: number): number {
    const at = this.alloc(n);
    this.floats(at, n).fill(0);
    return at;
  }

  allocFrom(values: Float32Array | Int32Array): number {
    const at = this.alloc(values.length);
    if (values instanceof Float32Array) this.floats(at, values.length).set(values);
    else this.ints(at, values.length).set(values);
    return at;
  }

  /** A block of so many bytes to lay out by itself. */
  arena(bytes: number): Arena {
    const at = this.alloc(Math.ceil(bytes / 4));
    return new Arena(at, at + bytes);
  }

  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  get shared(): boolean {
    return !(this.memory.buffer instanceof ArrayBuffer);
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }
}

/** @throws RangeError where not even `least` pages are to be had; a shared memory may have a maximum that `wanted` is beyond */
function growBy(memory: WebAssembly.Memory, wanted: number, least: number): void {
  try {
    memory.grow(wanted);
  } catch (cause) {
    if (least >= wanted) throw cause;
    memory.grow(least);
  }
}
