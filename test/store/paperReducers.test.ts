import { describe, expect, it } from "vitest";
import type { FromPipeline, StageProgress } from "../../src/protocol/pipeline.ts";
import { initialPaperState } from "../../src/store/paper.ts";
import type { PaperState } from "../../src/store/paper.types.ts";
import { paperReceive } from "../../src/store/paperReceive.ts";
import { readStageReport } from "../../src/store/paperReportFile.ts";
import { reportsOf, shownResult, stageState } from "../../src/store/paperResults.ts";
import { firstDifference, settingsKey } from "../../src/store/paperSettings.ts";
import { fakeStageReports } from "../support/fakeStageReports.ts";

const REPORTS = fakeStageReports();
const [ZERO, COLD_START] = REPORTS;
if (!ZERO || !COLD_START) throw new Error("expected reports");

const running = (): PaperState => {
  const state = initialPaperState();
  return {
    ...state,
    status: "running",
    run: { stages: ["zero"], settings: state.settings, stage: null, progress: null },
  };
};
const after = (state: PaperState, ...messages: FromPipeline[]): PaperState =>
  messages.reduce((before, message, i) => ({ ...before, ...paperReceive(before, message, i) }), state);
const progress = (more: Partial<StageProgress>): FromPipeline => ({
  type: "progress",
  progress: { stage: "zero", part: "step", fraction: 0, message: "", stageEta: null, totalEta: null, ...more },
});
const step = (at: number): FromPipeline => progress({ record: { step: at, metrics: { reward: at } } });

describe("paperReceive", () => {
  it("collects the steps of the stage that is on, repeated ones once, and begins anew with the next stage", () => {
    const state = after(running(), step(1), step(2), step(3), step(2));
    expect(state.history.map((record) => record.step)).toEqual([1, 2]);
    expect(after(state, progress({ stage: "cold-start" })).history).toEqual([]);
  });

  it("says how far the running stage is, and which one failed", () => {
    const state = after(running(), progress({ fraction: 0.25 }));
    expect(stageState(state, "zero")).toEqual({ kind: "running", fraction: 0.25 });
    expect(stageState(state, "distill")).toEqual({ kind: "none" });
    const failure = { kind: "internal", message: "m", hint: "h", recoverable: true } as const;
    expect(stageState(after(state, { type: "failure", failure, stage: "zero" }), "zero")).toEqual({ kind: "failed" });
  });

  it("keeps one result a lineage, the newer one", () => {
    const state = after(
      running(),
      { type: "stage-done", report: ZERO },
      { type: "stage-done", report: { ...ZERO, seed: 9 } },
    );
    expect(state.own).toHaveLength(1);
    expect(state.own[0]?.report.seed).toBe(9);
  });

  it("takes nothing from a worker whose run is over", () => {
    const stopped = after(running(), { type: "stopped" });
    expect(stopped.status).toBe("stopped");
    expect(paperReceive(stopped, step(4), 0)).toEqual({});
    expect(paperReceive(stopped, { type: "stage-done", report: ZERO }, 0)).toEqual({});
  });
});

describe("results of a stage", () => {
  const done = after(
    { ...running(), shipped: { zero: ZERO } },
    { type: "stage-done", report: { ...ZERO, lineage: "own" } },
  );

  it("shows one's own under the present settings before the shipped one", () => {
    expect(shownResult(done, "zero")).toMatchObject({ own: true, current: true });
    expect(shownResult({ ...done, chosen: { zero: "shipped" } }, "zero")).toMatchObject({ own: false });
    expect(shownResult(done, "cold-start")).toBeNull();
  });

  it("falls back to the shipped one when a setting changes, for that stage and the later ones only", () => {
    const late = { ...done, settings: { ...done.settings, coldStart: { ...done.settings.coldStart, attempts: 9 } } };
    expect(stageState(late, "zero").kind).toBe("done");
    const early = { ...done, settings: { ...done.settings, zero: { rl: { steps: 3 } } } };
    expect(stageState(early, "zero").kind).toBe("shipped");
    expect(shownResult(early, "zero")).toMatchObject({ own: false });
    expect(reportsOf(early, "own")).toEqual([]);
    expect(reportsOf(done, "own").map(({ lineage }) => lineage)).toEqual(["own"]);
    expect(reportsOf(done, "shipped")).toEqual([ZERO]);
  });
});

describe("settingsKey", () => {
  const { settings } = initialPaperState();

  it("does not depend on the order of keys", () => {
    const turned = { ...settings, zero: { rl: Object.fromEntries(Object.entries(settings.zero.rl).reverse()) } };
    expect(settingsKey(turned, "distill")).toBe(settingsKey(settings, "distill"));
    expect(firstDifference(turned, settings)).toBeNull();
  });

  it("names the first stage that comes out differently", () => {
    expect(firstDifference({ ...settings, seed: 2 }, settings)).toBe("zero");
    expect(firstDifference({ ...settings, distill: { ...settings.distill, traces: 1 } }, settings)).toBe("distill");
  });
});

describe("readStageReport", () => {
  it("takes every report as it is", () => {
    for (const report of REPORTS) expect(readStageReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it("refuses what is no report", () => {
    for (const value of [null, 3, [], {}, { ...ZERO, version: 2 }, { ...ZERO, stage: "elsewhere" }, "report"]) {
      expect(readStageReport(value)).toBeNull();
    }
  });

  it("leaves out what is broken and keeps the rest", () => {
    const broken = readStageReport({
      ...ZERO,
      after: { levels: 3 },
      cost: null,
      history: [{ step: 1, metrics: {} }, "x"],
      drawbacks: [{ name: "mixed-language" }],
      sieves: undefined,
    });
    expect(broken).toMatchObject({ stage: "zero", after: null, history: [{ step: 1 }], drawbacks: [], sieves: [] });
    expect(broken?.before).toEqual(ZERO.before);
    expect(broken?.cost.seconds).toBe(0);
  });
});
