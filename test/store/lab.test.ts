import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { createLab, type LabOptions } from "../../src/store/lab.ts";
import type { Lab } from "../../src/store/lab.types.ts";
import { SavedRuns } from "../../src/store/savedRuns.ts";
import type { ThemeChoice } from "../../src/store/theme.ts";
import { FakeTrainer } from "../support/fakeTrainer.ts";

let workers: FakeTrainer[] = [];
let hash = "";
let labs: Lab[] = [];
let runs: SavedRuns;

function openLab(overrides: Partial<LabOptions> = {}): Lab {
  const lab = createLab({
    createWorker: () => {
      const worker = new FakeTrainer(1);
      workers.push(worker);
      return worker;
    },
    runs, checkpointUrl: "base", recordedRunUrl: "data:application/json,null", backend: "auto", now: () => 0,
    address: { hash: () => hash, replaceHash: (next) => (hash = next), base: () => "https://example.org/lab/", onHashChange: () => () => {} },
    theme: createStore<{ choice: ThemeChoice }>()(() => ({ choice: "system" })),
    newSeed: () => 4_711, reloadPage: () => {}, ...overrides,
  });
  labs.push(lab);
  return lab;
}

const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 4_000, interval: 2 });
const statusIs = (lab: Lab, status: string): Promise<void> => until(() => lab.run.getState().status === status);

beforeEach(() => {
  workers = [];
  hash = "#v=1&preset=r1-zero&seed=3&steps=12&saveEvery=5&evalEvery=5";
  labs = [];
  runs = new SavedRuns(`lab-${Math.floor(performance.now() * 1_000)}`);
});
afterEach(() => labs.forEach((lab) => lab.actions.dispose()));

describe("a run", () => {
  it("loads, trains to its budget and fills state and series", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    expect(lab.run.getState()).toMatchObject({ parameters: 351_168, backend: { name: "webgpu" }, config: { seed: 3, steps: 12 } });
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
    const lab = openLab();
    void lab.actions.open();
    lab.actions.play();
    expect(lab.run.getState().playQueued).toBe(true);
    await statusIs(lab, "finished");
  });

  it("does one step", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.stepOnce();
    await statusIs(lab, "paused");
    expect(lab.run.getState().step).toBe(1);
  });

  it("restarts with the draft, keeps the old curves and lets no late message of the old run in", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 3);
    const before = lab.series.history();
    lab.actions.editDraft({ groupSize: 8 });
    expect(lab.run.getState().config.groupSize).toBe(16);
    lab.actions.restart();
    const late = before.at(-1)!;
    workers[0]!.send({ type: "step", record: { ...late, step: 99 }, groups: [], ahas: [], ahaCount: 1, firstAhaStep: 1 });
    expect(lab.run.getState().step).toBe(0);
    expect(lab.series.history()).toEqual([]);
    await statusIs(lab, "finished");
    const state = lab.run.getState();
    expect(state.config).toMatchObject({ groupSize: 8, seed: 3 });
    expect(state.earlierRuns).toHaveLength(1);
    expect(state.earlierRuns[0]!.history).toEqual(before);
    expect(hash).toContain("groupSize=8");
  });

  it("takes another seed only when asked", async () => {
    const lab = openLab();
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
    const lab = openLab();
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
    const lab = openLab();
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
    const lab = openLab();
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

describe("trouble", () => {
  it("goes on from the last saved state after the worker crashed", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 7);
    workers[0]!.crash("unreachable executed");
    await statusIs(lab, "paused");
    expect(workers).toHaveLength(2);
    expect(workers[0]!.terminated).toBe(true);
    expect(lab.run.getState().step).toBe(5);
    expect(lab.series.lastStep).toBe(5);
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "crash", actions: ["continue"] });
    expect(lab.run.getState().notices[0]!.text).toContain("unreachable executed");
    lab.actions.actOnNotice("crash", "continue");
    await statusIs(lab, "finished");
    expect(lab.run.getState().notices).toEqual([]);
  });

  it("stops trying when the worker cannot start at all", async () => {
    const lab = openLab({
      createWorker: () => {
        throw new Error("workers are blocked");
      },
    });
    await lab.actions.open();
    expect(lab.run.getState().status).toBe("failed");
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "crash", tone: "error", actions: ["reload-page", "use-wasm"] });
    expect(lab.run.getState().notices[0]!.text).toContain("workers are blocked");
  });

  it("names broken settings of the link and goes on with the rest", async () => {
    hash = "#v=1&preset=r1-zero&seed=5&groupSize=0";
    const lab = openLab();
    await lab.actions.open();
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "link" });
    expect(lab.run.getState().notices[0]!.text).toContain("groupSize");
    expect(lab.run.getState().config).toMatchObject({ seed: 5, groupSize: DEFAULT_CONFIG.groupSize });
  });

  it("goes on when storage is refused, and says so once", async () => {
    class Refusing extends SavedRuns {
      override put(): Promise<void> {
        return Promise.reject(new Error("The quota has been exceeded."));
      }
      override latest(): Promise<null> {
        return Promise.reject(new Error("The operation is insecure."));
      }
    }
    const lab = openLab({ runs: new Refusing("refusing") });
    await lab.actions.open();
    lab.actions.play();
    await statusIs(lab, "finished");
    const notices = lab.run.getState().notices;
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ id: "storage" });
    expect(notices[0]!.text).toContain("The quota has been exceeded.");
  });

  it("shows a failure of the worker with what to press", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    workers[0]!.send({
      type: "failure", failure: { kind: "checkpoint", message: "base: expected 30 tensors, got 3.", hint: "Reload.", recoverable: false },
    });
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "checkpoint", tone: "error", actions: ["retry-load"] });
  });
});

describe("resuming", () => {
  it("offers the autosaved run and brings curves, ahas and the last group back", async () => {
    const first = openLab();
    await first.actions.open();
    await statusIs(first, "ready");
    first.actions.play();
    await until(() => first.run.getState().step >= 6);
    first.actions.pause();
    await statusIs(first, "paused");
    const paused = first.run.getState();
    await until(() => workers[0]!.received.some(({ type }) => type === "pause"));
    await vi.waitFor(async () => expect((await runs.latest())?.saved.step).toBe(paused.step));

    const second = openLab();
    await second.actions.open();
    await statusIs(second, "ready");
    expect(second.run.getState().saved).toMatchObject({ step: paused.step, config: { seed: 3 } });
    second.actions.actOnNotice("saved", "resume");
    await statusIs(second, "paused");
    expect(second.run.getState()).toMatchObject({ step: paused.step, saved: null, ahaCount: paused.ahaCount, selectedStep: paused.step });
    expect(second.series.history()).toEqual(first.series.history());
    second.actions.play();
    await statusIs(second, "finished");
    expect(second.series.lastStep).toBe(12);
  });

  it("forgets a run that is discarded", async () => {
    const lab = openLab();
    await lab.actions.open();
    lab.actions.play();
    await statusIs(lab, "finished");
    await vi.waitFor(async () => expect(await runs.latest()).not.toBeNull());
    const next = openLab();
    await next.actions.open();
    next.actions.actOnNotice("saved", "discard-saved");
    await vi.waitFor(async () => expect(await runs.latest()).toBeNull());
  });

  it("takes the run along to another backend", async () => {
    const lab = openLab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 3);
    lab.actions.switchBackend("wasm");
    await until(() => workers.length === 2 && lab.run.getState().status === "paused");
    const { backend, step } = lab.run.getState();
    expect(backend?.name).toBe("wasm");
    expect(step).toBeGreaterThanOrEqual(3);
    expect(lab.series.lastStep).toBe(step);
  });
});
