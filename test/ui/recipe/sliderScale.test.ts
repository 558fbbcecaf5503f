import { describe, expect, it } from "vitest";
import { FIELDS, type ConfigKey } from "../../../src/rl/config.ts";
import { parseNumber } from "../../../src/ui/recipe/parseNumber.ts";
import { sliderScale } from "../../../src/ui/recipe/sliderScale.ts";
import { numberText, rangeText, valueText } from "../../../src/ui/recipe/valueText.ts";

const field = (key: ConfigKey) => {
  const found = FIELDS.find((candidate) => candidate.key === key);
  if (!found) throw new Error(`expected a field ${key}, got none`);
  return found;
};
const NUMBERS = FIELDS.filter(({ min, max }) => min !== undefined && max !== undefined);
const scaleOf = (key: ConfigKey) => sliderScale({ ...field(key), min: field(key).min ?? 0, max: field(key).max ?? 1 });

describe("sliderScale", () => {
  it("is logarithmic where a linear slider would waste its way, and only there", () => {
    expect((["learningRate", "klCoef", "clipLow", "clipHigh"] as const).map((key) => scaleOf(key).kind)).toEqual([
      "log",
      "log",
      "log",
      "log",
    ]);
    expect((["rewardFormat", "groupSize", "temperature", "beta2"] as const).map((key) => scaleOf(key).kind)).toEqual([
      "linear",
      "linear",
      "linear",
      "linear",
    ]);
  });

  it("can be switched off at the left end where 0 means off", () => {
    expect(scaleOf("klCoef").toValue(0)).toBe(0);
    expect(scaleOf("klCoef").toPosition(0)).toBe(0);
  });

  it.each(NUMBERS.map(({ key }) => key))(
    "%s: every stop is a legal value and comes back to its own position",
    (key) => {
      const { min = 0, max = 1, type, ...rest } = field(key);
      const scale = sliderScale({ ...rest, type, min, max });
      const count = Math.min(400, Math.floor((scale.max - scale.min) / scale.step));
      for (let i = 0; i <= count; i++) {
        const position = scale.min + i * scale.step;
        const value = scale.toValue(position);
        expect(value).toBeGreaterThanOrEqual(min);
        expect(value).toBeLessThanOrEqual(max);
        if (type === "integer") expect(Number.isInteger(value)).toBe(true);
        expect(scale.toPosition(value)).toBeCloseTo(position, 9);
      }
    },
  );
});

describe("parseNumber", () => {
  it("reads what people type", () => {
    expect(parseNumber("3e-4", field("learningRate"))).toEqual({ value: 3e-4 });
    expect(parseNumber(" 0,3 ", field("rewardFormat"))).toEqual({ value: 0.3 });
    expect(parseNumber("16", field("groupSize"))).toEqual({ value: 16 });
  });

  it("says what was expected and what came", () => {
    expect(parseNumber("3", field("rewardFormat"))).toEqual({ problem: 'Expected a number from 0 to 2, got "3".' });
    expect(parseNumber("2.5", field("groupSize"))).toEqual({
      problem: 'Expected a whole number from 2 to 64, got "2.5".',
    });
    expect(parseNumber("", field("groupSize"))).toEqual({
      problem: "Expected a whole number from 2 to 64, got nothing.",
    });
    expect(parseNumber("lots", field("groupSize"))).toHaveProperty("problem");
    expect(parseNumber("1e999", field("groupSize"))).toHaveProperty("problem");
  });
});

describe("valueText", () => {
  it("writes values as they are typed and choices by their name", () => {
    expect(numberText(0.0003)).toBe("3e-4");
    expect(numberText(0.28)).toBe("0.28");
    expect(valueText(field("rewardLanguage"), 0)).toBe("off");
    expect(valueText(field("klUnbiased"), true)).toBe("on");
    expect(valueText(field("aggregate"), "token-mean")).toBe("Token mean");
    expect(rangeText(field("prompts"))).toBe("1 to 128 problems");
    expect(rangeText(field("aggregate"))).toBe("");
  });
});
