import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/lib/sha256.ts";

describe("sha256", () => {
  it("agrees with Node's for any bytes, block borders included", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
      }),
      { seed: 1, numRuns: 300 },
    );
    for (const length of [0, 55, 56, 63, 64, 119, 120, 100_000]) {
      const bytes = new Uint8Array(length).fill(7);
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });
});
