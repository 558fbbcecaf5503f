import { describe, expect, it } from "vitest";
import { objective } from "../../src/rl/objective.ts";
import type { ObjectiveBatch } from "../../src/rl/objectiveBatch.ts";
import type { ObjectiveSettings } from "../../src/rl/objectiveSettings.ts";
import { AGGREGATES, COMBINATIONS, named, stopsGradient, TRUSTS } from "./combinations.ts";
import { randomBatch, SETTINGS, type FullBatch } from "./randomBatch.ts";

describe("masked tokens", () => {
  it.each(COMBINATIONS.map((settings) => [named(settings), settings] as const))(
    "%s: exactly 0, and never read",
    (_, settings) => {
      const batch = randomBatch(11);
      const full = { ...settings, entropyCoef: 0.1, topEntropyQuantile: 0.6 };
      const spoil = (values: Float64Array) => values.map((v, t) => (batch.mask[t] ? v : Number.NaN));
      const spoiled = {
        ...batch,
        logProbs: spoil(batch.logProbs),
        oldLogProbs: spoil(batch.oldLogProbs),
        refLogProbs: spoil(batch.refLogProbs),
        entropies: spoil(batch.entropies),
      };
      const result = objective(batch, full);
      expect(objective(spoiled, full)).toEqual(result);
      const masked = [...batch.mask.keys()].filter((t) => batch.mask[t] === 0);
      expect(masked.length).toBeGreaterThan(0);
      for (const t of masked) {
        expect(result.dLogProbs[t]).toBe(0);
        expect(result.dEntropies?.[t]).toBe(0);
        expect(result.ratios[t]).toBe(0);
        expect(result.clipped[t]).toBe(0);
      }
    },
  );
});

describe("invariances", () => {
  it.each(COMBINATIONS.map((settings) => [named(settings), settings] as const))(
    "%s: a shift of all log-probs",
    (_, settings) => {
      const batch = randomBatch(21);
      const shift = (values: Float64Array) => values.map((v) => v - 0.75);
      const before = objective(batch, settings);
      const after = objective(
        {
          ...batch,
          logProbs: shift(batch.logProbs),
          oldLogProbs: shift(batch.oldLogProbs),
          refLogProbs: shift(batch.refLogProbs),
        },
        settings,
      );
      before.dLogProbs.forEach((value, t) => expect(after.dLogProbs[t]).toBeCloseTo(value, 12));
      if (!stopsGradient(settings)) expect(after.loss).toBeCloseTo(before.loss, 12);
    },
  );

  it.each(AGGREGATES)("%s: the parts of a step add up to the step", (aggregate) => {
    const settings = { ...SETTINGS, aggregate, klCoef: 0.1, entropyCoef: 0.05 };
    const batch = randomBatch(31);
    const whole = objective(batch, settings);
    const normalizer = { tokens: batch.mask.reduce((a, b) => a + b, 0), sequences: 6 };
    const parts = [slice(batch, 0, 2), slice(batch, 2, 6)].map((part) => objective({ ...part, normalizer }, settings));
    const sum = parts.reduce((total, part) => total + part.loss, 0);
    const gradient = parts.flatMap((part) => [...part.dLogProbs]);
    if (aggregate === "local-token-mean") {
      expect(Math.abs(sum - whole.loss)).toBeGreaterThan(1e-4);
    } else {
      expect(sum).toBeCloseTo(whole.loss, 12);
      whole.dLogProbs.forEach((value, t) => expect(gradient[t]).toBeCloseTo(value, 12));
      const entropyGradient = parts.flatMap((part) => [...(part.dEntropies ?? [])]);
      whole.dEntropies?.forEach((value, t) => expect(entropyGradient[t]).toBeCloseTo(value, 12));
    }
  });

  it("padding changes nothing but where the numbers stand", () => {
    const ragged = { ...randomBatch(41), mask: new Uint8Array(randomBatch(41).logProbs.length).fill(1) };
    const padded = pad(ragged, 9);
    const settings = { ...SETTINGS, klCoef: 0.1, entropyCoef: 0.1, topEntropyQuantile: 0.5 };
    const a = objective(ragged, settings);
    const b = objective(padded, settings);
    expect(b.loss).toBe(a.loss);
    expect(b.metrics).toEqual(a.metrics);
    expect([...b.dLogProbs].filter((_, i) => padded.mask[i])).toEqual([...a.dLogProbs]);
  });

  it("GSPO-token has GSPO's value and, with one advantage a completion, its gradient", () => {
    for (const aggregate of AGGREGATES) {
      const batch = randomBatch(51);
      const sequence = objective(batch, { ...SETTINGS, aggregate, ratio: "sequence" });
      const token = objective(batch, { ...SETTINGS, aggregate, ratio: "sequence-token" });
      expect(token.loss).toBeCloseTo(sequence.loss, 13);
      token.dLogProbs.forEach((value, t) => expect(value).toBeCloseTo(sequence.dLogProbs[t] ?? Number.NaN, 13));
    }
  });
});

describe("on-policy", () => {
  it("the value is 0 with group advantages and a sequence mean, the gradient is not", () => {
    const batch = { ...randomBatch(61), mask: new Uint8Array(randomBatch(61).logProbs.length).fill(1) };
    const mean = batch.advantages.reduce((a, b) => a + b, 0) / 6;
    const advantages = batch.advantages.map((a) => a - mean);
    const { loss, dLogProbs } = objective(
      { ...batch, oldLogProbs: null, advantages },
      { ...SETTINGS, aggregate: "sequence-mean" },
    );
    expect(Math.abs(loss)).toBeLessThan(1e-15);
    expect(Math.hypot(...dLogProbs)).toBeGreaterThan(0.05);
  });

  it("no old log-probs means the current ones", () => {
    for (const settings of COMBINATIONS) {
      const batch = randomBatch(62);
      const absent = objective({ ...batch, oldLogProbs: null }, settings);
      expect(objective({ ...batch, oldLogProbs: batch.logProbs }, settings)).toEqual(absent);
      expect(absent.clipped.every((side) => side === 0)).toBe(true);
    }
  });

  it("every trust function gives the plain policy gradient", () => {
    const batch = { ...randomBatch(63), oldLogProbs: null };
    for (const trust of TRUSTS) {
      const { dLogProbs } = objective(batch, { ...SETTINGS, trust, aggregate: "token-mean" });
      const total = batch.mask.reduce((a, b) => a + b, 0);
      for (let b = 0; b < 6; b++) {
        for (let t = batch.offsets[b] ?? 0; t < (batch.offsets[b + 1] ?? 0); t++) {
          expect(dLogProbs[t]).toBeCloseTo(batch.mask[t] ? -(batch.advantages[b] ?? 0) / total : 0, 14);
        }
      }
    }
  });
});

describe("clipping", () => {
  const one = (x: number, advantage: number, change: Partial<ObjectiveSettings> = {}) =>
    objective(
      {
        offsets: Int32Array.of(0, 1),
        logProbs: Float64Array.of(-1),
        oldLogProbs: Float64Array.of(-1 - x),
        refLogProbs: null,
        entropies: null,
        advantages: Float64Array.of(advantage),
      },
      { ...SETTINGS, ...change },
    );

  it.each([
    [0.5, 1, 1],
    [-0.5, 1, 0],
    [0.5, -1, 0],
    [-0.5, -1, -1],
    [0.1, 1, 0],
    [0.5, 0, 0],
  ])("log-ratio %d, advantage %d: side %d", (x, advantage, side) => {
    const { clipped, dLogProbs } = one(x, advantage);
    expect(clipped[0]).toBe(side);
    if (advantage !== 0) expect(dLogProbs[0] === 0).toBe(side !== 0);
  });

  it("delta holds a completion below the mean too", () => {
    expect(one(0.5, -1, { clipDelta: 1.3 }).clipped[0]).toBe(1);
    expect(one(0.5, -1, { clipDelta: 1.3 }).dLogProbs[0]).toBe(0);
  });

  it("k3 is bounded: an absurd reference gives a finite loss and no gradient", () => {
    const batch: ObjectiveBatch = {
      offsets: Int32Array.of(0, 1),
      logProbs: Float64Array.of(-2000),
      oldLogProbs: null,
      refLogProbs: Float64Array.of(-1),
      entropies: null,
      advantages: Float64Array.of(0),
    };
    const result = objective(batch, { ...SETTINGS, klCoef: 1 });
    expect(result.loss).toBeCloseTo(Math.exp(20) - 21, 3);
    expect(result.dLogProbs[0]).toBe(0);
  });
});

describe("bad input", () => {
  const batch = randomBatch(71);
  const short = batch.logProbs.slice(1);
  it.each([
    [{ oldLogProbs: short }, "oldLogProbs"],
    [{ refLogProbs: short }, "refLogProbs"],
    [{ entropies: short }, "entropies"],
    [{ mask: new Uint8Array(1) }, "mask"],
    [{ advantages: new Float64Array(2) }, "advantages"],
    [{ offsets: Int32Array.of(0, 1) }, "offsets from 0"],
    [{ offsets: Int32Array.of(0, 5, 3, batch.logProbs.length) }, "never fall"],
  ])("%o", (change, message) => {
    expect(() => objective({ ...batch, ...change }, SETTINGS)).toThrow(message);
  });

  it("names the array that a setting needs", () => {
    expect(() => objective({ ...batch, refLogProbs: null }, { ...SETTINGS, klCoef: 1 })).toThrow("refLogProbs");
    expect(() => objective({ ...batch, entropies: null }, { ...SETTINGS, entropyCoef: 1 })).toThrow("entropies");
    expect(() => objective({ ...batch, entropies: null }, { ...SETTINGS, topEntropyQuantile: 0.5 })).toThrow(
      "entropies",
    );
  });

  it("survives an empty batch and rows without active tokens", () => {
    const empty = {
      offsets: Int32Array.of(0),
      logProbs: new Float64Array(0),
      oldLogProbs: null,
      refLogProbs: null,
      entropies: null,
    };
    expect(objective({ ...empty, advantages: new Float64Array(0) }, SETTINGS).loss).toBe(0);
    for (const settings of COMBINATIONS) {
      const result = objective({ ...batch, mask: new Uint8Array(batch.logProbs.length) }, settings);
      expect(result.loss).toBe(0);
      expect(Object.values(result.metrics).every(Number.isFinite)).toBe(true);
    }
  });
});

function slice(batch: FullBatch, from: number, to: number): ObjectiveBatch {
  const [start, end] = [batch.offsets[from] ?? 0, batch.offsets[to] ?? 0];
  return {
    offsets: batch.offsets.slice(from, to + 1).map((offset) => offset - start),
    logProbs: batch.logProbs.slice(start, end),
    oldLogProbs: batch.oldLogProbs.slice(start, end),
    refLogProbs: batch.refLogProbs.slice(start, end),
    entropies: batch.entropies.slice(start, end),
    mask: batch.mask.slice(start, end),
    advantages: batch.advantages.slice(from, to),
  };
}

function pad(batch: FullBatch, width: number): FullBatch {
  const rows = batch.offsets.length - 1;
  const spread = <T extends Float64Array | Uint8Array>(values: T, out: T): T => {
    for (let b = 0; b < rows; b++) out.set(values.subarray(batch.offsets[b], batch.offsets[b + 1]), b * width);
    return out;
  };
  const floats = (values: Float64Array) => spread(values, new Float64Array(rows * width).fill(9));
  return {
    ...batch,
    offsets: Int32Array.from({ length: rows + 1 }, (_, b) => b * width),
    logProbs: floats(batch.logProbs),
    oldLogProbs: floats(batch.oldLogProbs),
    refLogProbs: floats(batch.refLogProbs),
    entropies: floats(batch.entropies),
    mask: spread(batch.mask, new Uint8Array(rows * width)),
  };
}
