import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import type { FailureKind } from "../../src/protocol/messages.ts";
import { failureNotice } from "../../src/store/failureNotice.ts";
import { SavedRuns } from "../../src/store/savedRuns.ts";
import { FakeTab, statusIs, until } from "../support/fakeTab.ts";

let tab: FakeTab;
beforeEach(() => {
  tab = new FakeTab();
});
afterEach(() => tab.close());

describe("trouble", () => {
  it("goes on from the last saved state after the worker crashed", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 7);
    tab.workers[0]!.crash("unreachable executed");
    await statusIs(lab, "paused");
    expect(tab.workers).toHaveLength(2);
    expect(tab.workers[0]!.terminated).toBe(true);
    expect(lab.run.getState().step).toBe(5);
    expect(lab.series.lastStep).toBe(5);
    expect([...lab.run.getState().groups.keys()]).toEqual([1, 2, 3, 4, 5]);
    expect(lab.run.getState().ahas.every(({ step }) => step <= 5)).toBe(true);
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "crash", actions: ["continue"] });
    expect(lab.run.getState().notices[0]!.text).toContain("unreachable executed");
    lab.actions.actOnNotice("crash", "continue");
    await statusIs(lab, "finished");
    expect(lab.run.getState().notices).toEqual([]);
  });

  it("stops trying when the worker cannot start at all", async () => {
    const lab = tab.lab({
      createWorker: () => {
        throw new Error("workers are blocked");
      },
    });
    await lab.actions.open();
    expect(lab.run.getState().status).toBe("failed");
    expect(lab.run.getState().notices[0]).toMatchObject({
      id: "crash",
      tone: "error",
      actions: ["reload-page", "use-wasm"],
    });
    expect(lab.run.getState().notices[0]!.text).toContain("workers are blocked");
  });

  it("names broken settings of the link and goes on with the rest", async () => {
    tab.hash = "#v=1&preset=r1-zero&seed=5&groupSize=0";
    const lab = tab.lab();
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
    const lab = tab.lab({ runs: new Refusing("refusing") });
    await lab.actions.open();
    lab.actions.play();
    await statusIs(lab, "finished");
    const notices = lab.run.getState().notices;
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ id: "storage" });
    expect(notices[0]!.text).toContain("The quota has been exceeded.");
  });

  it("shows a failure of the worker with what to press", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    tab.workers[0]!.send({
      type: "failure",
      failure: {
        kind: "checkpoint",
        message: "base: expected 30 tensors, got 3.",
        hint: "Reload.",
        recoverable: false,
      },
    });
    expect(lab.run.getState().notices[0]).toMatchObject({ id: "checkpoint", tone: "error", actions: ["retry-load"] });
  });
});

describe("failureNotice", () => {
  it("offers what fits: going on with a run that stands, another start for one that does not", () => {
    const actions = (kind: FailureKind, recoverable: boolean) =>
      failureNotice({ kind, message: "M.", hint: "H.", recoverable }).actions;
    expect(actions("internal", true)).toEqual(["continue", "restart"]);
    expect(actions("internal", false)).toEqual(["retry-load", "restart"]);
    expect(actions("device-lost", true)).toEqual(["continue", "use-wasm"]);
    expect(actions("non-finite", true)).toEqual(["continue", "restart-defaults"]);
    expect(actions("no-webgpu", true)).toEqual([]);
    expect(actions("no-webgpu", false)).toEqual(["use-wasm"]);
    expect(actions("fetch", false)).toEqual(["retry-load"]);
  });
});

describe("resuming", () => {
  it("offers the autosaved run and brings curves, ahas and the last group back", async () => {
    const first = tab.lab();
    await first.actions.open();
    await statusIs(first, "ready");
    first.actions.play();
    await until(() => first.run.getState().step >= 6);
    first.actions.pause();
    await statusIs(first, "paused");
    const paused = first.run.getState();
    await until(() => tab.workers[0]!.received.some(({ type }) => type === "pause"));
    await vi.waitFor(async () => expect((await tab.runs.latest())?.saved.step).toBe(paused.step));

    const second = tab.lab();
    await second.actions.open();
    await statusIs(second, "ready");
    expect(second.run.getState().saved).toMatchObject({ step: paused.step, config: { seed: 3 } });
    second.actions.actOnNotice("saved", "resume");
    await statusIs(second, "paused");
    expect(second.run.getState()).toMatchObject({
      step: paused.step,
      saved: null,
      ahaCount: paused.ahaCount,
      selectedStep: paused.step,
    });
    expect(second.series.history()).toEqual(first.series.history());
    second.actions.play();
    await statusIs(second, "finished");
    expect(second.series.lastStep).toBe(12);
  });

  it("forgets a run that is discarded", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    lab.actions.play();
    await statusIs(lab, "finished");
    await vi.waitFor(async () => expect(await tab.runs.latest()).not.toBeNull());
    const next = tab.lab();
    await next.actions.open();
    next.actions.actOnNotice("saved", "discard-saved");
    await vi.waitFor(async () => expect(await tab.runs.latest()).toBeNull());
  });

  it("takes the run along to another backend", async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.play();
    await until(() => lab.run.getState().step >= 3);
    lab.actions.switchBackend("wasm");
    await until(() => tab.workers.length === 2 && lab.run.getState().status === "paused");
    const { backend, step } = lab.run.getState();
    expect(backend?.name).toBe("wasm");
    expect(step).toBeGreaterThanOrEqual(3);
    expect(lab.series.lastStep).toBe(step);
  });

  it("holds the engine to what is asked, in the address and in every load", async () => {
    const lab = tab.lab({ engine: { threads: 2 } });
    await lab.actions.open();
    await statusIs(lab, "ready");
    lab.actions.stepOnce();
    await until(() => lab.run.getState().step === 1 && lab.run.getState().status === "paused");
    lab.actions.limitEngine({ variants: "none", threads: 1 });
    await until(() => tab.workers.length === 2 && lab.run.getState().status === "paused");
    expect(tab.search).toBe("?backend=webgpu&variants=none&threads=1");
    expect(lab.run.getState()).toMatchObject({ step: 1, engine: { variants: "none", threads: 1 } });
    const engines = tab.workers.flatMap(({ received }) =>
      received.flatMap((message) => (message.type === "load" ? [message.engine] : [])),
    );
    expect(engines).toEqual([{ threads: 2 }, { variants: "none", threads: 1 }]);
  });
});
