import { describe, expect, it } from "vitest";
import { counted, fixed, numberWord, percent, short, signed } from "../../../src/ui/trace/numberText.ts";

describe("numberText", () => {
  it("writes a real minus sign and never a negative zero", () => {
    expect(fixed(-2.018)).toBe("−2.02");
    expect(fixed(-0.001)).toBe("0.00");
    expect(signed(0.414)).toBe("+0.41");
    expect(signed(-2.018)).toBe("−2.02");
    expect(signed(0)).toBe("0.00");
    expect(signed(0.001)).toBe("0.00");
  });

  it("keeps short numbers short", () => {
    expect(short(1)).toBe("1");
    expect(short(0.1)).toBe("0.1");
    expect(short(0.0003)).toBe("3e−4");
    expect(short(-0.25, 2)).toBe("−0.25");
  });

  it("says what is not measured instead of NaN", () => {
    expect([fixed(Number.NaN), short(Infinity), percent(Number.NaN)]).toEqual([
      "not measured",
      "not measured",
      "not measured",
    ]);
  });

  it("counts, shares and spells", () => {
    expect(counted(1204)).toBe("1,204");
    expect(percent(0.213)).toBe("21\u00a0%");
    expect([0, 8, 16, 20, 32, 64, 99].map(numberWord)).toEqual([
      "zero",
      "eight",
      "sixteen",
      "twenty",
      "thirty-two",
      "sixty-four",
      "ninety-nine",
    ]);
    expect(numberWord(128)).toBe("128");
  });
});
