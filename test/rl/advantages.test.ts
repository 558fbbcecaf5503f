import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advantages, type AdvantageKind } from "../../src/rl/advantages.ts";
import { objective } from "../../src/rl/objective.ts";
import { SETTINGS } from "./randomBatch.ts";

interface Inputs {
  logp: number[][];
  old_logp: number[][];
  ref_logp: number[][];
  mask: number[][];
  rewards: number[];
}
const trl: { inputs: Inputs; advantages: Record<"group" | "none", number[]> } = JSON.parse(
  readFileSync("test/fixtures/trl_grpo_vectors.json", "utf8"),
);
const verl: {
  advantages: Record<string, number[]>;
  kl_token_mean: { k3: number };
  gmpo_log_clip_0p4: { loss: number; grad: number[][] };
} = JSON.parse(readFileSync("test/fixtures/verl_vectors.json", "utf8"));

const { rewards, mask } = trl.inputs;
const lengths = mask.map((row) => row.reduce((a, b) => a + b, 0));
const GROUP_KINDS: AdvantageKind[] = ["group", "none", "batch", "rloo"];

function expectNear(got: ArrayLike<number>, expected: readonly number[] | undefined): void {
  expect(got.length).toBe(expected?.length);
  expected?.forEach((value, i) => expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThan(1e-6));
}

describe("conventions of others", () => {
  it("TRL: group and none", () => {
    expectNear(advantages(rewards, 4, "group").advantages, trl.advantages.group);
    expectNear(advantages(rewards, 4, "none").advantages, trl.advantages.none);
  });

  it.each([
    ["grpo verl (std unbiased, eps1e-6)", "group", { epsilon: 1e-6 }],
    ["rloo verl", "rloo", {}],
    ["opo verl (length-weighted baseline)", "opo", { lengths }],
    ["passk verl (r_max - r_2nd, /std)", "passk", { epsilon: 1e-6 }],
    ["nano-aha / GRPO-Zero (population std, eps1e-4)", "group", { deviation: "population" }],
  ] as const)("%s", (name, kind, options) => {
    expectNear(advantages(rewards, 4, kind, options).advantages, verl.advantages[name]);
  });

  it("covers every convention of the file", () => {
    expect(Object.keys(verl.advantages)).toHaveLength(5);
  });

  const batch = {
    offsets: Int32Array.of(0, 6, 12, 18, 24),
    logProbs: Float64Array.from(trl.inputs.logp.flat()),
    oldLogProbs: Float64Array.from(trl.inputs.old_logp.flat()),
    refLogProbs: Float64Array.from(trl.inputs.ref_logp.flat()),
    entropies: null,
    mask: Uint8Array.from(mask.flat()),
    advantages: Float64Array.from(trl.advantages.group),
  };

  it("verl: mean of k3 over the active tokens", () => {
    const { metrics } = objective(batch, { ...SETTINGS, klCoef: 0.1 });
    expect(metrics["kl"]).toBeCloseTo(verl.kl_token_mean.k3, 12);
  });

  it("verl: GMPO with a log clip of 0.4, loss and gradient", () => {
    const settings = { ...SETTINGS, ratio: "sequence", trust: "gmpo", aggregate: "sequence-mean" } as const;
    const { loss, dLogProbs } = objective(batch, settings);
    expect(Math.abs(loss - verl.gmpo_log_clip_0p4.loss)).toBeLessThan(1e-6);
    expectNear(dLogProbs, verl.gmpo_log_clip_0p4.grad.flat());
  });
});

describe("properties", () => {
  const groups = fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 4 }))
    .chain(([size, count]) =>
      fc.tuple(
        fc.constant(size),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: size * count, maxLength: size * count }),
      ),
    );

  it.each(GROUP_KINDS)("%s: adding a constant to all rewards changes nothing", (kind) => {
    fc.assert(
      fc.property(groups, fc.integer({ min: -100, max: 100 }), ([size, values], shift) => {
        const before = advantages(values, size, kind).advantages;
        const after = advantages(
          values.map((v) => v + shift),
          size,
          kind,
        ).advantages;
        before.forEach((value, i) => expect(after[i]).toBeCloseTo(value, 9));
      }),
      { seed: 1 },
    );
  });

  it.each(GROUP_KINDS)("%s: each group's advantages add up to 0", (kind) => {
    fc.assert(
      fc.property(groups, ([size, values]) => {
        const { advantages: got } = advantages(values, size, kind);
        for (let g = 0; g < values.length; g += size) {
          expect(Math.abs(got.slice(g, g + size).reduce((a, b) => a + b, 0))).toBeLessThan(1e-9);
        }
      }),
      { seed: 2 },
    );
  });

  it.each(GROUP_KINDS)("%s: equal rewards give exactly 0, also where their mean is rounded", (kind) => {
    const { advantages: got, zeroStd } = advantages([0.1, 0.1, 0.1, 1, 0, 0], 3, kind);
    expect(Array.from(got.slice(0, 3))).toEqual([0, 0, 0]);
    expect(zeroStd).toEqual([true, false]);
    expect(got[3]).toBeGreaterThan(0);
  });

  it("group and none look at the group alone; batch scales by all", () => {
    const values = [0, 1, 0, 100];
    expect(advantages(values, 2, "none").advantages).toEqual(Float64Array.of(-0.5, 0.5, -50, 50));
    const group = advantages(values, 2, "group").advantages;
    expect(group[1]).toBeCloseTo(group[3] ?? Number.NaN, 3);
    const batch = advantages(values, 2, "batch").advantages;
    expect((batch[3] ?? 0) / (batch[1] ?? 1)).toBeCloseTo(100, 9);
  });

  it("reports means and unbiased standard deviations", () => {
    const { means, stds } = advantages([1, 3, 5, 5], 2, "group");
    expect(Array.from(means)).toEqual([2, 5]);
    expect(Array.from(stds)).toEqual([Math.SQRT2, 0]);
  });

  it("a group of one carries nothing", () => {
    expect(advantages([3, 4], 1, "group")).toMatchObject({ advantages: Float64Array.of(0, 0), zeroStd: [true, true] });
  });
});

describe("bad input", () => {
  it.each([
    [[1, 2, 3], 2, "group", "expected a multiple of the group size 2 as number of rewards, got 3"],
    [[1, 2], 0, "group", "expected a group size of 1 or more, got 0"],
    [[1, Number.NaN], 2, "group", "expected a finite reward at 1, got NaN"],
    [[1], 1, "rloo", "expected groups of 2 or more for rloo, got 1"],
    [[1, 2], 2, "opo", "expected 2 lengths for opo, got none"],
  ] as const)("%j in groups of %d, %s", (values, size, kind, message) => {
    expect(() => advantages(values, size, kind)).toThrow(message);
  });
});
