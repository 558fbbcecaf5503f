import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recompute } from "../../../src/ui/trace/recompute.ts";

const of = (text: string) => recompute(text.split(" "));

describe("recompute", () => {
  it("follows a countdown chain", () => {
    expect(of("7 + 3 = 10 - 5 = 5")).toEqual({
      steps: [
        { text: "7 + 3", said: 10, actual: 10 },
        { text: "10 - 5", said: 5, actual: 5 },
      ],
      errors: [],
      value: 5,
      said: 5,
    });
  });

  it("leaves the tried value out of the arithmetic", () => {
    expect(of("try 6 : 5 * 6 = 30 + 9 = 39").value).toBe(39);
    expect(of("试 6 : 5 * 6 = 30 + 9 = 39").value).toBe(39);
  });

  it("names the wrong step and goes on from what was written, but keeps the true value", () => {
    const { errors, value, said } = of("try 7 : 5 * 7 = 36 + 9 = 45");
    expect(errors).toEqual([{ text: "5 * 7", said: 36, actual: 35 }]);
    expect([value, said]).toEqual([44, 45]);
  });

  it("reads what it can of broken chains", () => {
    expect(of("wait").value).toBeNull();
    expect(of("+ = 3").value).toBeNull();
    expect(of("3 + 4 =").value).toBeNull();
    expect(of("3 4 + 1 = 5").value).toBe(5);
  });

  it("never throws and finds no error in a chain that is right", () => {
    const term = fc.tuple(fc.constantFrom("+", "-"), fc.integer({ min: 0, max: 99 }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.array(term, { minLength: 1, maxLength: 6 }), (first, terms) => {
        const words = [String(first)];
        let value = first;
        for (const [op, n] of terms) {
          const next = op === "+" ? value + n : value - n;
          // The language has no negative numbers.
          if (next < 0) continue;
          value = next;
          words.push(op, String(n), "=", String(value));
        }
        const found = recompute(words);
        expect(found.errors).toEqual([]);
        if (words.length > 1) expect(found.value).toBe(value);
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom("+", "-", "*", "=", ":", "3", "14", "wait", "<think>")), (words) => {
        expect(() => recompute(words)).not.toThrow();
      }),
      { seed: 2 },
    );
  });
});
