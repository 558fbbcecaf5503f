import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Failure, Recovery } from "../../src/protocol/messages.ts";
import { failureNotice } from "../../src/store/failureNotice.ts";
import { recoveryNotice } from "../../src/store/recoveryNotice.ts";
import { FakeTab, statusIs, until } from "../support/fakeTab.ts";

const RECOVERY: Recovery = {
  kind: "device-lost",
  activity: "updating",
  step: 4,
  message: "The GPU was lost during an update. The run goes on from step 4.",
  losses: 1,
  seconds: 0.4,
};
const LOST: Failure = {
  kind: "device-lost",
  message: "The GPU was lost three times in a minute.",
  hint: "Step 4 is kept.",
  recoverable: true,
  offer: { label: "Go on on the CPU", command: { type: "revive", backend: "wasm" } },
};
const TOO_LARGE: Failure = {
  kind: "out-of-memory",
  message: "This run needs more memory than there is.",
  hint: "",
  recoverable: true,
  offer: { label: "Use 8 × 16", command: { type: "revive", patch: { prompts: 8, groupSize: 16 } } },
};

describe("recoveryNotice", () => {
  it("is calm, asks for nothing and counts from the second loss on", () => {
    expect(recoveryNotice(RECOVERY)).toMatchObject({ tone: "info", actions: [], text: RECOVERY.message });
    expect(recoveryNotice({ ...RECOVERY, losses: 3 }).text).toBe(
      `${RECOVERY.message} This has happened 3 times since the run was loaded.`,
    );
  });
});

describe("failureNotice with an offer", () => {
  it("leaves out the general ways, but not going on as it is", () => {
    expect(failureNotice(LOST)).toMatchObject({ actions: ["continue"], offer: { label: "Go on on the CPU" } });
    expect(failureNotice({ ...TOO_LARGE, recoverable: false }).actions).toEqual([]);
  });
});

describe("in the page", () => {
  let tab: FakeTab;
  beforeEach(() => {
    tab = new FakeTab();
  });
  afterEach(() => tab.close());
  const begun = async () => {
    const lab = tab.lab();
    await lab.actions.open();
    await statusIs(lab, "ready");
    const [worker] = tab.workers;
    if (!worker) throw new Error("expected a worker, got none");
    return { lab, worker };
  };

  it("a recovery is told once, and the run stays as it is", async () => {
    const { lab, worker } = await begun();
    lab.actions.play();
    await until(() => lab.run.getState().step >= 2);
    worker.send({ type: "recovered", recovery: RECOVERY });
    worker.send({ type: "recovered", recovery: { ...RECOVERY, losses: 2 } });
    expect(lab.run.getState().status).toBe("playing");
    expect(lab.run.getState().notices.map(({ id }) => id)).toEqual(["recovered"]);
    await statusIs(lab, "finished");
  });

  it("a backend that takes over inside a run does not pause it", async () => {
    const { lab, worker } = await begun();
    lab.actions.play();
    await until(() => lab.run.getState().step >= 2);
    const { backend, shape, parameters, step, config } = lab.run.getState();
    if (!backend || !shape) throw new Error("expected a loaded run, got none");
    worker.send({ type: "loaded", backend: { ...backend, name: "wasm" }, shape, parameters, step, config });
    expect(lab.run.getState()).toMatchObject({ status: "playing", backend: { name: "wasm" } });
  });

  it("going on on the CPU asks the worker at hand", async () => {
    const { lab, worker } = await begun();
    worker.send({ type: "failure", failure: LOST });
    lab.actions.takeOffer("device-lost");
    await until(() => lab.run.getState().backend?.name === "wasm");
    expect(lab.run.getState()).toMatchObject({ backendChoice: "wasm", notices: [] });
    expect(worker.received.at(-1)).toEqual({ type: "revive", backend: "wasm" });
  });

  it("a smaller size is in the recipe, in the address and in the run", async () => {
    const { lab, worker } = await begun();
    lab.actions.editDraft({ prompts: 128, groupSize: 32 });
    worker.send({ type: "failure", failure: TOO_LARGE });
    lab.actions.takeOffer("out-of-memory");
    await until(() => lab.run.getState().config.prompts === 8);
    expect(lab.run.getState().draft).toMatchObject({ prompts: 8, groupSize: 16 });
    expect(tab.hash).toContain("prompts=8");
  });

  it("a restart that is offered goes the way of every restart", async () => {
    const { lab, worker } = await begun();
    lab.actions.stepOnce();
    await until(() => lab.run.getState().step === 1 && lab.run.getState().status === "paused");
    const config = { ...lab.run.getState().config, groupSize: 8 };
    const offer = { label: "Use 32 × 8", command: { type: "restart", config } } as const;
    worker.send({ type: "failure", failure: { ...TOO_LARGE, offer } });
    lab.actions.takeOffer("out-of-memory");
    await until(() => lab.run.getState().status === "ready");
    expect(lab.run.getState()).toMatchObject({ step: 0, config: { groupSize: 8 }, draft: { groupSize: 8 } });
    expect(lab.run.getState().earlierRuns).toHaveLength(1);
  });
});
