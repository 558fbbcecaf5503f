import { describe, expect, it } from "vitest";
import { chooseToken, lookAtToken } from "../../src/reason/chooseToken.ts";
import { counterUniform } from "../../src/lib/counterUniform.ts";

/** Probabilities .5 .25 .125 .125. */
const LOGITS = Float32Array.from([0.5, 0.25, 0.125, 0.125], Math.log);

describe("chooseToken", () => {
  it("inverts the cumulative distribution in the order of ids", () => {
    const drawn = [0, 0.49, 0.51, 0.74, 0.76, 0.87, 0.88, 0.999].map((u) => chooseToken(LOGITS, 1, 1, u).token);
    expect(drawn).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it("draws each token as often as it is probable, at any temperature", () => {
    for (const temperature of [0.5, 1, 2]) {
      const weights = [0.5, 0.25, 0.125, 0.125].map((p) => p ** (1 / temperature));
      const sum = weights.reduce((a, b) => a + b);
      const counts = [0, 0, 0, 0];
      const n = 20_000;
      for (let i = 0; i < n; i++) {
        const { token } = chooseToken(LOGITS, temperature, 1, counterUniform(1, 0, 0, i));
        counts[token] = (counts[token] ?? 0) + 1;
      }
      weights.forEach((weight, token) => expect((counts[token] ?? 0) / n).toBeCloseTo(weight / sum, 1.7));
      weights.forEach((weight, token) =>
        expect(lookAtToken(LOGITS, temperature, 1, token).probability).toBeCloseTo(weight / sum, 6),
      );
    }
  });

  it("leaves out what top-p leaves out; of equal tokens the lower id stays", () => {
    const drawn = Array.from({ length: 200 }, (_, i) => chooseToken(LOGITS, 1, 0.8, i / 200).token);
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]));
    expect(lookAtToken(LOGITS, 1, 0.8, 3).out).toBe(true);
    expect(lookAtToken(LOGITS, 1, 0.8, 2)).toMatchObject({ out: false, probability: expect.closeTo(0.125, 6) });
    expect(chooseToken(LOGITS, 1, 0.5, 0.999).token).toBe(0);
  });

  it("takes the most probable token at temperature 0, with its probability at 1", () => {
    for (const u of [0, 0.5, 0.999]) {
      expect(chooseToken(LOGITS, 0, 1, u)).toMatchObject({ token: 0, out: false, probability: expect.closeTo(0.5, 6) });
    }
    expect(lookAtToken(LOGITS, 0, 1, 1).out).toBe(true);
    expect(chooseToken(Float32Array.of(1, 3, 3), 0, 1, 0.9).token).toBe(1);
  });

  it("shows the five most probable tokens, most probable first", () => {
    const { best } = chooseToken(Float32Array.of(0, 5, 1, 4, 2, 3), 1, 1, 0.5);
    expect(best.map(({ token }) => token)).toEqual([1, 3, 5, 4, 2]);
    expect(chooseToken(LOGITS, 1, 1, 0).best).toHaveLength(4);
  });
});
