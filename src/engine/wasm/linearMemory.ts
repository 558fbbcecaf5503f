import { instantiateKernels, type Kernels } from "./kernels.ts";

const PAGE = 65_536;
/** wasm32 addresses four gigabytes; the last page stays unused so that no end pointer wraps. */
const MOST_PAGES = 65_535;

/**
 * One linear memory used as a stack: permanent blocks first, then scratch that is released to a mark. It grows when needed and
 * never shrinks, so the bytes held are flat once the largest batch has been seen. Views must be fetched anew after `alloc`.
 */
export class LinearMemory {
  private top: number;

  private constructor(
    private readonly memory: WebAssembly.Memory,
    readonly kernels: Kernels,
  ) {
    this.top = align(kernels.heapBase());
  }

  static async create(): Promise<LinearMemory> {
    const memory = new WebAssembly.Memory({ initial: 16 });
    return new LinearMemory(memory, await instantiateKernels(memory));
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
        this.memory.grow(Math.min(MOST_PAGES - pages, Math.max(missing, pages >> 3)));
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

  floats(at: number, n: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, n);
  }

  ints(at: number, n: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, n);
  }

  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }
}

const align = (n: number): number => (n + 15) & ~15 || 0;
