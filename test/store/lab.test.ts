import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeTab, statusIs, until } from "../support/fakeTab.ts";

let tab: FakeTab;
beforeEach(() => {
  tab = new FakeTab();
});
afterEach(() => tab.close());

describe("a run", () => {
  it("loads, trains to its budget and fills state and series", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    expect(lab.run.getState()).toMatchObject({
      parameters: 351_168,
      backend: { name: "webgpu" },
      config: { seed: 3, steps: 12 },
    });
    lab.actions.play();
    await statusIs(lab, "finished");
    const state = lab.run.getState();
    expect(state.step).toBe(12);
    expect(lab.series.get("reward").steps).toHaveLength(12);
    expect(state.evaluations.map(({ step }) => step)).toEqual([0, 5, 10]);
    expect([...state.groups.keys()]).toHaveLength(12);
    expect(state.selectedStep).toBe(12);
    expect(state.ahas.length).toBeGreaterThan(0);
    expect(state.secondsPerStep).toBeCloseTo(0.9);
  });

  it("starts by itself when Train was pressed while loading", async () => {
    const lab = tab.lab();
    void lab.actions.open();
    lab.actions.play();
    expect(lab.run.getState().playQueued).toBe(true);
    await statusIs(lab, "finished");
  });

  it("does one step", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.stepOnce();
    await statusIs(lab, "paused");
    expect(lab.run.getState().step).toBe(1);
  });

  it("restarts with the draft, keeps the old curves and lets no late message of the old run in", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 3);
    const before = lab.series.history();
    lab.actions.editDraft({ groupSize: 8 });
    expect(lab.run.getState().config.groupSize).toBe(16);
    lab.actions.restart();
    const late = before.at(-1)!;
    tab.workers[0]!.send({
      type: "step",
      record: { ...late, step: 99 },
      groups: [],
      ahas: [],
      ahaCount: 1,
      firstAhaStep: 1,
    });
    expect(lab.run.getState().step).toBe(0);
    expect(lab.series.history()).toEqual([]);
    await statusIs(lab, "finished");
    const state = lab.run.getState();
    expect(state.config).toMatchObject({ groupSize: 8, seed: 3 });
    expect(state.earlierRuns).toHaveLength(1);
    expect(state.earlierRuns[0]!.history).toEqual(before);
    expect(tab.hash).toContain("groupSize=8");
  });

  it("takes another seed only when asked", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.restart();
    await statusIs(lab, "ready");
    expect(lab.run.getState().config.seed).toBe(3);
    lab.actions.restartWithNewSeed();
    await until(() => lab.run.getState().config.seed === 4_711 && lab.run.getState().status === "ready");
    expect(lab.actions.shareUrl()).toContain("https://example.org/lab/#v=1&preset=r1-zero&seed=4711");
  });

  it("applies the draft when Train is pressed at step 0, and not later", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.choosePreset("too-hot");
    lab.actions.editDraft({ steps: 4 });
    lab.actions.play();
    await statusIs(lab, "finished");
    expect(lab.run.getState().config).toMatchObject({ preset: "too-hot", learningRate: 1e-3, seed: 3, steps: 4 });
    expect(lab.run.getState().earlierRuns).toEqual([]);
  });
});

describe("selection", () => {
  it("follows the latest step until one is chosen, and again on demand", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 4);
    lab.actions.selectStep(2);
    await statusIs(lab, "finished");
    expect(lab.run.getState()).toMatchObject({ selectedStep: 2, followLatest: false });
    lab.actions.selectStep(null);
    expect(lab.run.getState()).toMatchObject({ selectedStep: 12, followLatest: true });
  });

  it("asks the base model for the chosen aha and shows only its own replay", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    lab.actions.play();
    await statusIs(lab, "finished");
    const [first, second] = lab.run.getState().ahas;
    lab.actions.selectAha(first!.id);
    lab.actions.selectAha(second!.id);
    await until(() => lab.run.getState().replay !== null);
    expect(lab.run.getState().replay?.id).toBe(second!.id);
    lab.actions.selectAha(null);
    expect(lab.run.getState()).toMatchObject({ selectedAha: null, replay: null });
  });
});
