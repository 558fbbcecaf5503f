/** A stretch of linear memory handed out from the bottom up; what does not fit is refused, so that nothing is written past it. */
export class Arena {
  private top: number;

  constructor(
    base: number,
    private readonly end: number,
  ) {
    this.top = align(base);
  }

  /** Bytes that a layout takes. */
  static bytesOf(layout: (arena: Arena) => unknown): number {
    const arena = new Arena(0, Infinity);
    layout(arena);
    return arena.top;
  }

  /** @returns the byte address of n 32-bit words, 16-byte aligned, not cleared */
  alloc(n: number): number {
    const at = this.top;
    this.top = align(at + n * 4);
    if (this.top > this.end) throw new RangeError(`wasm arena: expected at most ${this.end}, got ${this.top}`);
    return at;
  }
}

/** Up to the next multiple of 16; addresses go beyond 2³¹, so no bit operations. */
export const align = (n: number): number => Math.ceil(n / 16) * 16;
