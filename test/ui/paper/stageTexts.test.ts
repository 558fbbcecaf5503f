import { describe, expect, it } from "vitest";
import { initialPaperState } from "../../../src/store/paper.ts";
import { costText, originText, tokensText } from "../../../src/ui/paper/costText.ts";
import { areDisjoint, changeText, differenceText, measureText, rangeText } from "../../../src/ui/paper/intervalText.ts";
import { runText } from "../../../src/ui/paper/runText.ts";
import { findingText } from "../../../src/ui/paper/studentText.ts";
import { fakeStageReports, fakeSuite } from "../../support/fakeStageReports.ts";

const interval = (low: number, high: number) => ({ value: (low + high) / 2, low, high });

describe("intervals in words", () => {
  it("gives shares in per cent and lengths in tokens, with both ends", () => {
    expect(measureText(0.614, "share")).toBe("61\u00a0%");
    expect(measureText(52.06, "tokens")).toBe("52.1");
    expect(rangeText(interval(0.57, 0.65), "share")).toBe("57 to 65\u00a0%");
    expect(differenceText({ value: 0.43, low: 0.4, high: 0.46 }, "share")).toBe("+43 points, 40 to 46");
    expect(differenceText({ value: 0.005, low: 0.002, high: 0.007 }, "share")).toBe("+0.5 points, 0.2 to 0.7");
    expect(differenceText({ value: -3, low: -5, high: -1 }, "tokens")).toBe("−3.0, −5.0 to −1.0");
  });

  it("names a change only where the intervals have no value in common", () => {
    expect(changeText(interval(0.1, 0.2), interval(0.3, 0.4))).toBe("higher");
    expect(changeText(interval(0.3, 0.4), interval(0.1, 0.2))).toBe("lower");
    expect(changeText(interval(0.1, 0.3), interval(0.3, 0.4))).toBeNull();
    expect(areDisjoint(interval(0, 1), interval(1, 2))).toBe(false);
  });
});

describe("costs", () => {
  it("rounds as an overview deserves", () => {
    expect([820, 12_400, 12_400_000].map(tokensText)).toEqual([
      "820 tokens",
      "12 thousand tokens",
      "12.4 million tokens",
    ]);
    expect(costText({ sampledTokens: 2e6, trainedTokens: 0, seconds: 600 })).toBe(
      "2.0 million tokens sampled, 0 tokens trained on, 10 min",
    );
  });

  it("leaves out what a report does not know of its origin", () => {
    const [report] = fakeStageReports();
    if (!report) throw new Error("expected a report");
    expect(originText({ ...report, backend: "", date: "" })).toBe("scale full, seed 1");
  });
});

describe("runText", () => {
  const idle = initialPaperState();
  const run = {
    stages: [],
    settings: idle.settings,
    stage: "rejection" as const,
    progress: { stage: "rejection" as const, part: "", fraction: 0.4, message: "", stageEta: null, totalEta: 600 },
  };

  it("says where the run is and how long still, and no time where none is known", () => {
    expect(runText({ ...idle, status: "running", run }, 3)).toBe(
      "Running: Rejection + SFT, 40\u00a0%. About 10 min left for all stages.",
    );
    const unknown = { ...run, progress: { ...run.progress, totalEta: null } };
    expect(runText({ ...idle, status: "running", run: unknown }, 3)).toBe("Running: Rejection + SFT, 40\u00a0%.");
    expect(runText({ ...idle, status: "running", run: { ...run, stage: null, progress: null } }, 6)).toContain(
      "first stage",
    );
  });

  it("offers to go on where the run was", () => {
    expect(runText({ ...idle, status: "interrupted", run }, 3)).toContain("interrupted at Rejection + SFT, 40\u00a0%");
  });

  it("counts the stages that are left", () => {
    expect(runText(idle, 6)).toContain("All six stages");
    expect(runText(idle, 2)).toContain("Two of six stages");
    expect(runText(idle, 1)).toContain("One of six stages has no result");
    expect(runText({ ...idle, status: "finished" }, 2)).toContain("Two of six stages have no result");
    expect(runText(idle, 0)).toContain("Every stage has a result");
  });
});

describe("findingText", () => {
  const students = fakeStageReports().at(-1)?.students ?? [];
  const withDirect = (passAt1: number) =>
    students.map((student) =>
      student.direct ? { ...student, direct: { ...student.direct, result: fakeSuite(passAt1) } } : student,
    );

  it("says what the paper found and whether it holds here", () => {
    expect(findingText(students)).toMatch(/48x2: distilled 38\u00a0% .*direct RL 24\u00a0% .*; it holds here\.$/);
    expect(findingText(withDirect(0.7))).toMatch(/it does not hold here\.$/);
    expect(findingText(withDirect(0.38))).toMatch(/does not decide it\.$/);
  });

  it("says nothing without a direct run", () => {
    expect(findingText(students.filter(({ direct }) => !direct))).toBeNull();
  });
});
