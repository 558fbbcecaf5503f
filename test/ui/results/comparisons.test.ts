import { describe, expect, it } from "vitest";
import type { SuiteResult } from "../../../src/protocol/suite.ts";
import { COMPARED, comparisonRows, comparisonText } from "../../../src/ui/results/comparisonRows.ts";
import { passAtKSentence } from "../../../src/ui/results/passAtKSentence.ts";
import { TABLE_COLUMNS, tableCells } from "../../../src/ui/results/tableCells.ts";
import { rowsOf } from "../../../src/ui/results/models.ts";
import { fakeReports, fakeResult } from "../../support/fakeReports.ts";

const skill = { right: 0.3, length: 40, language: 0.9, helpful: 0.5, harmless: 0.9 };
const before = fakeResult(skill, 1);
/** The same result with other numbers of right samples. */
const changed = (right: (now: number, index: number) => number): SuiteResult => ({
  ...before,
  problems: before.problems.map((problem) => ({ ...problem, right: right(problem.right, problem.index) })),
});

describe("stage against stage", () => {
  it("has the mean and every level of the metric, marked in words only where zero is excluded", () => {
    const after = changed((right, index) => (index < 20 ? Math.min(16, right + 4) : right));
    const rows = comparisonRows(before, after, "pass@1", false);
    expect(rows.map(({ id }) => id)).toEqual(["mean", ...before.levels.slice(0, 10).map(({ level }) => level)]);
    const texts = rows.map((row) => comparisonText(row, "share"));
    expect(texts[1]).toMatch(/^\+\d\d, higher$/);
    expect(texts.slice(2)).toEqual(Array.from({ length: 9 }, () => "0, not shown"));
    expect(comparisonText(comparisonRows(after, before, "pass@1", false)[1] ?? fail(), "share")).toMatch(
      /^−\d\d, lower$/,
    );
  });

  it("compares every metric, each on its own levels, and says when it cannot", () => {
    const after = fakeResult({ ...skill, right: 0.8, length: 60, helpful: 0.9 }, 2);
    const counts = COMPARED.map(({ metric, general }) => comparisonRows(before, after, metric, general).length);
    expect(counts).toEqual([11, 11, 11, 6, 6]);
    const lengths = comparisonRows(before, after, "mean_length", false)[0] ?? fail();
    expect(comparisonText(lengths, "tokens")).toMatch(/^\+\d+, longer$/);
    const other = fakeResult(skill, 2, 10);
    expect(comparisonText(comparisonRows(before, other, "pass@1", false)[0] ?? fail(), "share")).toBe("not comparable");
  });
});

describe("what reinforcement learning did to pass@k, in words", () => {
  it.each([
    ["both", changed((right) => Math.min(16, right + 3)), /^Both rose: /],
    [
      "pass@1 alone",
      changed((right) => (right > 0 ? Math.min(16, right + 3) : 0)),
      /^Only pass@1 rose: .* no change of pass@16 is shown\./,
    ],
    ["neither", before, /^No change is shown of either\. pass@1 0/],
    ["surer of fewer", changed((right) => (right < 4 ? 0 : 16)), /^pass@1 rose and pass@16 fell: /],
  ])("%s", (_, after, sentence) => {
    expect(passAtKSentence(before, after)).toMatch(sentence);
  });

  it("says nothing of results that cannot be paired", () => {
    expect(passAtKSentence(before, fakeResult(skill, 1, 10))).toBe(
      "The two were not measured on the same problems with as many samples.",
    );
  });
});

describe("the table's cells", () => {
  it("explain the number: value, interval, comparison, votes, n, samples", () => {
    const rows = rowsOf(fakeReports(undefined, 8));
    const cells = tableCells(rows[1] ?? fail());
    expect(cells).toHaveLength(TABLE_COLUMNS.length);
    expect(cells[0]?.explanation.replaceAll("\u00a0", " ")).toMatch(
      /^R1-Zero, all reasoning: pass@1 \d+ %, 95 % interval \d+ to \d+ %\. Against base \+\d+ points \(\+\d+ to \+\d+\): its interval excludes zero\. Majority of 16: .* 80 problems, 16 samples each\.$/,
    );
    expect(cells[6]).toMatchObject({ marked: false, vote: null });
    expect(tableCells(rows[0] ?? fail())[0]?.explanation).not.toContain("Against");
  });
});

function fail(): never {
  throw new Error("expected a row, got none");
}
