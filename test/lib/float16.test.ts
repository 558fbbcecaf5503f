import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBfloat16, fromHalf, toHalf } from "../../src/lib/float16.ts";

describe("float16", () => {
  it("keeps every one of the 65536 halves", () => {
    for (let half = 0; half < 65_536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else if (toHalf(value) !== half)
        expect.fail(`0x${half.toString(16)} came back as 0x${toHalf(value).toString(16)}`);
    }
  });

  it("rounds to the nearest half, and to the even one between two", () => {
    fc.assert(
      fc.property(fc.float({ min: -65_503, max: 65_503, noNaN: true }), (value) => {
        const half = toHalf(value);
        const distance = Math.abs(fromHalf(half) - value);
        const magnitude = half & 0x7fff;
        const sign = half & 0x8000;
        for (const other of [magnitude - 1, magnitude + 1]) {
          if (other < 0 || other > 0x7bff) continue;
          const otherDistance = Math.abs(fromHalf(sign | other) - value);
          expect(distance).toBeLessThanOrEqual(otherDistance);
          if (distance === otherDistance) expect(magnitude % 2).toBe(0);
        }
      }),
      { seed: 1, numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), (half) => {
        const middle = (fromHalf(half) + fromHalf(half + 1)) / 2;
        expect(toHalf(middle)).toBe(half % 2 === 0 ? half : half + 1);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it("knows the landmarks", () => {
    expect(toHalf(1)).toBe(0x3c00);
    expect(toHalf(-2)).toBe(0xc000);
    expect(toHalf(65_504)).toBe(0x7bff);
    expect(toHalf(65_519.996)).toBe(0x7bff);
    expect(toHalf(65_520)).toBe(0x7c00);
    expect(toHalf(-Infinity)).toBe(0xfc00);
    expect(toHalf(2 ** -24)).toBe(1);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(Object.is(fromHalf(toHalf(-0)), -0)).toBe(true);
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });

  it("reads bfloat16", () => {
    expect(fromBfloat16(0x3f80)).toBe(1);
    expect(fromBfloat16(0xc049)).toBe(-3.140625);
    expect(fromBfloat16(0x7f80)).toBe(Infinity);
  });
});
