import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeReasonHash,
  DEFAULT_LINK,
  encodeReasonHash,
  isReasonHash,
  REASON_RANGES,
  type ReasonLink,
} from "../../src/store/reasonHash.ts";

const name = fc.stringMatching(/^[\w.:-]{1,20}$/);
const hundredths = (min: number, max: number) =>
  fc.integer({ min: Math.round(min * 100), max: Math.round(max * 100) }).map((n) => n / 100);
const { seed, temperature, topP, budget, samples } = REASON_RANGES;

const anyLink: fc.Arbitrary<ReasonLink> = fc.record({
  a: fc.option(name),
  b: fc.option(name),
  problem: fc.string({ unit: "grapheme", maxLength: 40 }),
  seed: fc.integer(seed),
  temperature: fc.oneof(fc.constant(0), hundredths(temperature.min, temperature.max)),
  topP: hundredths(topP.min, topP.max),
  budget: fc.integer(budget),
  samples: fc.integer(samples),
});

describe("encodeReasonHash and decodeReasonHash", () => {
  it("give every link back", () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const hash = encodeReasonHash(link);
        expect(isReasonHash(hash)).toBe(true);
        expect(decodeReasonHash(hash)).toEqual({ link, problems: [] });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("write only what differs from the defaults", () => {
    expect(encodeReasonHash(DEFAULT_LINK)).toBe("#view=reason");
    expect(encodeReasonHash({ ...DEFAULT_LINK, a: "base-micro", seed: 3 })).toBe("#view=reason&a=base-micro&seed=3");
  });

  it("never throw and always give values in range, whatever the hash", () => {
    const pairs = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(DEFAULT_LINK)), fc.string()), fc.string({ maxLength: 12 })),
      { maxLength: 6 },
    );
    const hashes = fc.oneof(
      fc.string(),
      pairs.map((list) => `#${new URLSearchParams(list)}`),
    );
    fc.assert(
      fc.property(hashes, (hash) => {
        const { link } = decodeReasonHash(hash);
        expect(decodeReasonHash(encodeReasonHash(link))).toEqual({ link, problems: [] });
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ["#view=reason&temperature=3", 'temperature: expected 0 or a number from 0.1 to 2, got "3"'],
    ["#view=reason&temperature=0.05", "temperature: expected 0 or"],
    ["#view=reason&seed=1.5", "seed: expected a whole number from 1 to"],
    ["#view=reason&samples=100", "samples: expected a whole number from 4 to 32"],
    ["#view=reason&topP=0", "topP: expected a number from 0.05 to 1"],
    ["#view=reason&a=../secret", "a: expected the name of a checkpoint"],
    ["#view=reason&colour=blue", "colour: expected a setting of this view"],
    ["#view=curves", 'view: expected "reason"'],
  ])("name what is wrong with %s and keep the default", (hash, problem) => {
    const decoded = decodeReasonHash(hash);
    expect(decoded.link).toEqual(DEFAULT_LINK);
    expect(decoded.problems).toHaveLength(1);
    expect(decoded.problems[0]).toContain(problem);
  });

  it("know their own hash from the one of a configuration", () => {
    expect(isReasonHash("#v=1&preset=r1-zero&seed=1")).toBe(false);
    expect(isReasonHash("#")).toBe(false);
  });
});
