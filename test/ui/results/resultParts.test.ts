import { describe, expect, it } from "vitest";
import {
  correlationText,
  difficultyPoints,
  lengthFollowsDifficulty,
} from "../../../src/ui/results/difficultyPoints.ts";
import { paperFigures } from "../../../src/ui/results/paperFigures.ts";
import { rankCorrelation } from "../../../src/ui/results/rankCorrelation.ts";
import { differenceSentence, intervalSentence, rangeText } from "../../../src/ui/results/resultText.ts";
import { spreadLabels } from "../../../src/ui/results/spreadLabels.ts";
import { fakeReports, fakeResult } from "../../support/fakeReports.ts";

describe("texts", () => {
  it("say shares in percent, differences in points, lengths in tokens", () => {
    const interval = { value: 0.617, low: 0.57, high: 0.671 };
    expect(intervalSentence(interval, "share").replaceAll("\u00a0", " ")).toBe("62 %, 95 % interval 57 to 67 %");
    expect(rangeText(interval, "share")).toBe("57–67");
    expect(rangeText({ value: 47, low: 45.2, high: 48.9 }, "tokens")).toBe("45–49");
    const fall = { value: -0.12, low: -0.2, high: 0.004 };
    expect(differenceSentence(fall, "share").replaceAll("\u00a0", " ")).toBe("−12 points (−20 to 0)");
    expect(differenceSentence({ value: 3.25, low: 1, high: 12 }, "tokens").replaceAll("\u00a0", " ")).toBe(
      "+3.3 tokens (+1.0 to +12)",
    );
  });
});

describe("rankCorrelation", () => {
  it("is 1 and −1 for the same and the opposite order, whatever the distances", () => {
    expect(rankCorrelation([1, 2, 3, 40], [1, 5, 6, 7])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 40], [9, 5, 1, 0])).toBeCloseTo(-1, 12);
  });

  it("shares ranks among ties", () => {
    // Ranks 1 2.5 2.5 4 against 1 2 3 4: 4.5 / sqrt(4.5 · 5).
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it("is not a number where there is nothing to order", () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(rankCorrelation([1, 2], [1, 2])).toBeNaN();
    expect(correlationText(Number.NaN)).toBe("–");
    expect(correlationText(-0.076)).toBe("−0.08");
  });
});

describe("thinking length against difficulty", () => {
  it("has one point a reasoning level, and leaves general prompts out", () => {
    const result = fakeResult({ right: 0.5, length: 50, language: 1, helpful: 1, harmless: 1 }, 3);
    const points = difficultyPoints(result);
    expect(points.map(({ level }) => level)).toEqual(result.levels.slice(0, 10).map(({ level }) => level));
    const logic = result.problems.filter(({ level }) => level === "logic").map(({ difficulty }) => difficulty);
    expect(points.find(({ level }) => level === "logic")?.difficulty).toBeCloseTo(
      logic.reduce((a, b) => a + b) / logic.length,
      12,
    );
    expect(lengthFollowsDifficulty(result)).toBeGreaterThan(0.8);
    expect(lengthFollowsDifficulty({ ...result, problems: result.problems.slice(0, 2) })).toBeNaN();
  });
});

describe("spreadLabels", () => {
  it("keeps the order, the gap and the bounds", () => {
    const at = spreadLabels([50, 52, 51, 10, 99], 12, 0, 100);
    const order = [3, 0, 2, 1, 4].map((i) => at[i] ?? Number.NaN);
    for (const [i, y] of order.entries()) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(100);
      if (i > 0) expect(y - (order[i - 1] ?? 0)).toBeGreaterThanOrEqual(12);
    }
    expect(at[3]).toBe(10);
  });
});

describe("paperFigures", () => {
  it("stand beside the rows they belong to, the three students beside the three largest", () => {
    const figures = paperFigures(fakeReports(undefined, 2));
    expect(figures.get("zero")).toMatchObject({ pass1: 71, cons64: 86.7 });
    expect(["student/24x2", "student/48x2", "student/96x4"].map((id) => figures.get(id)?.pass1)).toEqual([
      55.5, 69.7, 72.6,
    ]);
    expect(figures.get("direct/48x2")?.pass1).toBe(47);
    expect(figures.has("cold-start")).toBe(false);
    expect(paperFigures([]).size).toBe(3);
  });
});
