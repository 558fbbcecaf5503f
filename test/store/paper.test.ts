import "fake-indexeddb/auto";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FromPipeline, ToPipeline } from "../../src/protocol/pipeline.ts";
import { createPaper, type PaperOptions } from "../../src/store/paper.ts";
import type { PipelineWorker } from "../../src/store/paper.types.ts";
import { stageState } from "../../src/store/paperResults.ts";
import { PaperStorage, type PaperStore } from "../../src/store/paperStorage.ts";
import { fakeStageReports } from "../support/fakeStageReports.ts";

class FakeWorker implements PipelineWorker {
  readonly received: ToPipeline[] = [];
  ended = false;
  onmessage: PipelineWorker["onmessage"] = null;
  onerror: PipelineWorker["onerror"] = null;
  onmessageerror: PipelineWorker["onmessageerror"] = null;
  postMessage(message: ToPipeline): void {
    this.received.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(data: FromPipeline): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }
}

const [ZERO] = fakeStageReports();
if (!ZERO) throw new Error("expected a report");
const storages: PaperStorage[] = [];
let name = 0;

function setUp(options: Partial<PaperOptions> = {}) {
  const workers: FakeWorker[] = [];
  const storage = new PaperStorage(`paper-test-${name}`);
  storages.push(storage);
  const paper = createPaper({
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    storage,
    baseUrl: "https://example.org/lab/",
    fetchFile: () => Promise.resolve(new Response("", { status: 404 })),
    now: () => 1_000,
    ...options,
  });
  return { paper, workers, storage };
}

afterEach(async () => {
  await Promise.all(storages.splice(0).map((storage) => storage.clear()));
  name++;
});

describe("createPaper", () => {
  it("starts no worker before a run, and asks for all stages then", async () => {
    const { paper, workers } = setUp();
    await paper.actions.open();
    expect(workers).toHaveLength(0);
    paper.actions.runAll();
    expect(workers[0]?.received[0]).toMatchObject({ type: "run", baseUrl: "https://example.org/lab/" });
    expect(paper.state.getState().status).toBe("running");
  });

  it("reads the shipped results, each from its own file, and passes over what is no result", async () => {
    const asked: string[] = [];
    const { paper } = setUp({
      fetchFile: (input) => {
        asked.push(String(input));
        const broken = String(input).endsWith("cold-start.json");
        return Promise.resolve(new Response(broken ? "<html>" : JSON.stringify(ZERO)));
      },
    });
    await paper.actions.open();
    expect(asked).toContain("https://example.org/lab/pipeline/zero.json");
    expect(asked).toHaveLength(6);
    // Every file but one held the report of another stage.
    expect(Object.keys(paper.state.getState().shipped ?? {})).toEqual(["zero"]);
  });

  it("offers a run that the closing of the page interrupted, with its results so far", async () => {
    const first = setUp();
    await first.paper.actions.open();
    first.paper.actions.edit((settings) => ({ ...settings, seed: 5 }));
    first.paper.actions.runAll();
    first.workers[0]?.say({ type: "stage-done", report: ZERO });
    const progress = {
      stage: "cold-start",
      part: "sampling",
      fraction: 0.4,
      message: "",
      stageEta: 3,
      totalEta: 9,
    } as const;
    first.workers[0]?.say({ type: "progress", progress });
    first.workers[0]?.say({
      type: "failure",
      stage: "cold-start",
      failure: { kind: "internal", message: "m", hint: "h", recoverable: true },
    });
    await vi.waitFor(async () => expect((await first.storage.memory())?.run?.stage).toBe("cold-start"));

    const second = setUp();
    await second.paper.actions.open();
    const state = second.paper.state.getState();
    expect(state.status).toBe("interrupted");
    expect(state.settings.seed).toBe(5);
    expect(stageState(state, "zero").kind).toBe("done");
    second.paper.actions.goOn();
    expect(second.workers[0]?.received[0]).toMatchObject({ type: "run", settings: { seed: 5 } });
  });

  it("forgets a finished run and ends its worker", async () => {
    const { paper, workers, storage } = setUp();
    await paper.actions.open();
    paper.actions.runAll();
    workers[0]?.say({ type: "finished" });
    expect(workers[0]?.ended).toBe(true);
    await vi.waitFor(async () => expect((await storage.memory())?.run).toBeNull());
  });

  it("says a crash of the worker as a failure of the stage, and can go on with a new worker", async () => {
    const { paper, workers } = setUp();
    await paper.actions.open();
    paper.actions.runAll();
    const progress = {
      stage: "zero",
      part: "step",
      fraction: 0.1,
      message: "",
      stageEta: null,
      totalEta: null,
    } as const;
    workers[0]?.say({ type: "progress", progress });
    workers[0]?.onerror?.(Object.assign(new Event("error"), { message: "unreachable" }) as ErrorEvent);
    expect(paper.state.getState()).toMatchObject({ status: "failed", run: { stage: "zero" } });
    expect(paper.state.getState().failure?.message).toContain("unreachable");
    paper.actions.goOn();
    expect(workers).toHaveLength(2);
    expect(paper.state.getState().status).toBe("running");
  });

  it("works without storage and says that nothing is kept", async () => {
    const refused = (): Promise<never> => Promise.reject(new Error("denied"));
    const storage: PaperStore = { putReport: refused, reports: refused, putMemory: refused, memory: refused };
    const { paper, workers } = setUp({ storage });
    await paper.actions.open();
    paper.actions.runAll();
    workers[0]?.say({ type: "stage-done", report: ZERO });
    expect(stageState(paper.state.getState(), "zero").kind).toBe("done");
    await vi.waitFor(() => expect(paper.state.getState().storageProblem).toBe("denied"));
  });

  it("computes nothing where there is no worker", async () => {
    const { paper } = setUp({ createWorker: null });
    await paper.actions.open();
    paper.actions.runAll();
    expect(paper.canRun).toBe(false);
    expect(paper.state.getState().status).toBe("idle");
  });
});
