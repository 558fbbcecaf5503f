import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * The one source of randomness. Streams are split by purpose: `Rng.of(seed, "prompts", step)` depends on its key alone,
 * so that a resumed run needs no generator state.
 */
export class Rng {
  private constructor(private readonly generator: ReturnType<typeof xoroshiro128plus>) {}

  static of(seed: number, ...stream: readonly (string | number)[]): Rng {
    return new Rng(xoroshiro128plus(hashKey([seed, ...stream])));
  }

  /** Uniform integer, both ends included. */
  int(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  /** Uniform in [0, 1), 32 bits. */
  float(): number {
    return (this.generator.next() >>> 0) / 4_294_967_296;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.float())) * Math.cos(2 * Math.PI * this.float());
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    if (items.length === 0) throw new Error("Rng.pick: expected at least one item, got none");
    return items[this.int(0, items.length - 1)] as T;
  }

  /** An index drawn with probability proportional to its weight. */
  weighted(weights: readonly number[]): number {
    const total = weights.reduce((a, b) => a + b, 0);
    let left = this.float() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] as number;
      if (left < 0) return i;
    }
    return weights.findLastIndex((w) => w > 0);
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = items.slice();
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

/**
 * FNV-1a over the key's parts, then MurmurHash3's finaliser: without it the first draws of neighbouring streams
 * (step 10, step 11, …) lie within a few thousandths of each other.
 */
function hashKey(parts: readonly (string | number)[]): number {
  let h = 0x811c9dc5;
  for (const c of parts.join("\u0000")) {
    h = Math.imul(h ^ (c.codePointAt(0) as number), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
