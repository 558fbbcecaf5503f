import fc from "fast-check";
import { expect, it } from "vitest";
import { bucket } from "../../../src/engine/tfjs/buckets.ts";

it("is the smallest size of 1, 2, 3, 4, 6, 8, 12, … that is enough", () => {
  const sizes = [1, 2, 3, ...Array.from({ length: 12 }, (_, i) => [4 * 2 ** i, 6 * 2 ** i]).flat()];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: 1, max: 32 }), (n, minimum) => {
      expect(bucket(n, minimum)).toBe(sizes.find((size) => size >= n && size >= minimum));
    }),
  );
});
