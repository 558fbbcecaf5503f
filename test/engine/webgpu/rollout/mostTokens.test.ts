import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostTokens } from "../../../../src/engine/webgpu/rollout/mostTokens.ts";

/**
 * Slices of a rollout in the worst order: a slot may be through with its slice before another begins.
 *
 * @returns tokens a slot had time for until the last row ended
 */
function simulate(lengths: readonly number[], slots: number, slice: number, order: (s: number) => number[]): number {
  const left = new Array<number>(slots).fill(0);
  let taken = 0;
  for (; taken < Math.min(slots, lengths.length); taken++) left[taken] = lengths[taken] as number;
  let time = 0;
  let last = 0;
  for (let s = 0; left.some((tokens) => tokens > 0); s++, time += slice) {
    for (const slot of order(s)) {
      for (let i = 1; i <= slice && (left[slot] as number) > 0; i++) {
        left[slot] = (left[slot] as number) - 1;
        if (left[slot] === 0) {
          last = Math.max(last, time + i);
          if (taken < lengths.length) left[slot] = lengths[taken++] as number;
        }
      }
    }
  }
  return last;
}

describe("tokens a slot draws at most", () => {
  const slots = fc.integer({ min: 1, max: 6 });
  const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 });

  it("all rows have ended by then, whichever slot hurries ahead within a slice", () => {
    fc.assert(
      fc.property(
        slots,
        lengths,
        fc.integer({ min: 1, max: 30 }),
        fc.infiniteStream(fc.nat()),
        (n, rows, slice, keys) => {
          const order = (): number[] => {
            const key = Array.from({ length: n }, () => keys.next().value as number);
            return key.map((_, slot) => slot).sort((a, b) => (key[a] as number) - (key[b] as number));
          };
          expect(simulate(rows, n, slice, order)).toBeLessThanOrEqual(mostTokens(rows.length, n, 12, slice));
        },
      ),
      { seed: 1 },
    );
  });

  it("in step it takes no longer than full rows one after another", () => {
    fc.assert(
      fc.property(slots, lengths, (n, rows) => {
        const order = (): number[] => Array.from({ length: n }, (_, slot) => slot);
        expect(simulate(rows, n, 1, order)).toBeLessThanOrEqual(mostTokens(rows.length, n, 12, 0));
      }),
      { seed: 1 },
    );
  });

  it("the number that holds in step is too small where slots hurry ahead", () => {
    const rows = new Array<number>(18).fill(13);
    expect(simulate(rows, 5, 100, () => [0, 1, 2, 3, 4])).toBeGreaterThan(mostTokens(18, 5, 13, 0));
  });
});
