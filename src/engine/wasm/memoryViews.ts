/** Typed arrays over one linear memory, which this thread or another may have grown. */
export class MemoryViews {
  constructor(protected readonly memory: WebAssembly.Memory) {}

  floats(at: number, n: number): Float32Array {
    return new Float32Array(this.upTo(at + n * 4), at, n);
  }

  ints(at: number, n: number): Int32Array {
    return new Int32Array(this.upTo(at + n * 4), at, n);
  }

  private upTo(end: number): ArrayBuffer {
    // after another thread grew a shared memory, `buffer` may still be the shorter one
    if (this.memory.buffer.byteLength < end) this.memory.grow(0);
    return this.memory.buffer;
  }
}
