import { beforeAll, describe, expect, it } from "vitest";
import { type ArtifactStore, StorageError } from "../../src/pipeline/artifactStore.ts";
import { PipelineSession } from "../../src/pipeline/pipelineSession.ts";
import type { FromPipeline, StageId, ToPipeline } from "../../src/protocol/pipeline.ts";
import { lineageOf } from "../../src/recipes/lineage.ts";
import { CheckpointError } from "../../src/trainer/checkpoint/checkpointError.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { FetchError } from "../../src/trainer/fetchCheckpoint.ts";
import { FakePolicy } from "../support/fakePolicy.ts";
import { DATE, fakeBase, OpenStore, smallSettings } from "./fakeRun.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

let base: Checkpoint;
beforeAll(() => {
  base = fakeBase();
});

/** A session without a worker around it. */
class Harness {
  readonly messages: FromPipeline[] = [];
  readonly store = new OpenStore();
  readonly pages: string[] = [];
  loadBase: () => Promise<Checkpoint> = async () => base;
  /** Called with each message as it is posted. */
  heard: (message: FromPipeline) => void = () => {};
  quoting = true;
  opened = 0;
  private readonly session: PipelineSession;

  constructor(store?: ArtifactStore) {
    let time = 0;
    this.session = new PipelineSession({
      loadBase: (page) => {
        this.pages.push(page);
        return this.loadBase();
      },
      createPolicy: async (_, shape, weights) => {
        this.opened++;
        return this.quoting ? new QuotingPolicy(shape, weights) : new FakePolicy(shape, weights);
      },
      store: store ?? this.store,
      breathe: () => Promise.resolve(),
      now: () => (time += 1000),
      today: () => DATE,
      post: (message) => {
        this.messages.push(structuredClone(message));
        this.heard(message);
      },
    });
  }

  handle(message: ToPipeline): Promise<void> {
    return this.session.handle(message);
  }

  run(stages: StageId[] = ["zero"], seed = 1): Promise<void> {
    return this.handle({ type: "run", stages, settings: smallSettings(seed), baseUrl: "https://example.org/aha/" });
  }

  types(): string[] {
    return this.messages.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
  }

  last(): FromPipeline | undefined {
    return this.messages.at(-1);
  }
}

describe("a pipeline session", () => {
  it("tells of the backend once, of progress, of each stage that is done, and of the end", async () => {
    const harness = new Harness();
    await harness.run(["cold-start", "zero"]);
    expect(harness.types()).toEqual(["backend", "progress", "stage-done", "progress", "stage-done", "finished"]);
    expect(harness.messages[0]).toEqual({ type: "backend", description: "bigram table (tests)" });
    const done = harness.messages.flatMap((one) => (one.type === "stage-done" ? [one.report] : []));
    expect(done.map(({ stage }) => stage)).toEqual(["zero", "cold-start"]);
    expect(done[0]?.date).toBe(DATE);
    expect(harness.pages).toEqual(["https://example.org/aha/"]);
  });

  it("keeps stages of different settings side by side, and does a stage of the same ones once", async () => {
    const harness = new Harness();
    await harness.run();
    const { opened } = harness;
    await harness.run();
    expect(harness.types().slice(-2)).toEqual(["stage-done", "finished"]);
    expect(harness.opened).toBe(opened);
    await harness.run(["zero"], 2);
    expect(harness.last()).toEqual({ type: "finished" });
    for (const seed of [1, 2]) {
      const folder = `zero@${lineageOf("zero", smallSettings(seed), base.info.sha256)}`;
      expect(harness.store.files.has(`${folder}/report.json`)).toBe(true);
    }
  });

  it("stops at the next safe place, and goes on from there", async () => {
    const harness = new Harness();
    let progress = 0;
    harness.heard = ({ type }) => {
      if (type === "progress" && ++progress === 3) void harness.handle({ type: "stop" });
    };
    await harness.run();
    expect(harness.last()).toEqual({ type: "stopped" });
    const stored = harness.store.files.size;
    expect(stored).toBeGreaterThan(0);
    await harness.run();
    expect(harness.last()).toEqual({ type: "finished" });

    const whole = new Harness();
    await whole.run();
    const checkpoint = ({ messages }: Harness) =>
      messages.flatMap((one) => (one.type === "stage-done" ? [one.report.checkpoint] : []));
    expect(checkpoint(harness)).toEqual(checkpoint(whole));
  });

  it("stops also while the base is being loaded; a stop without a run is nothing", async () => {
    const harness = new Harness();
    await harness.handle({ type: "stop" });
    expect(harness.messages).toEqual([]);
    harness.loadBase = async () => {
      await harness.handle({ type: "stop" });
      return base;
    };
    await harness.run();
    expect(harness.last()).toEqual({ type: "stopped" });
    expect(harness.types()).not.toContain("stage-done");
  });

  it("ignores a second run while one goes on", async () => {
    const harness = new Harness();
    const first = harness.run();
    await harness.run(["zero"], 2);
    expect(harness.messages).toEqual([]);
    await first;
    expect(harness.types()).toEqual(["backend", "progress", "stage-done", "finished"]);
    expect(harness.pages).toHaveLength(1);
  });
});

describe("a failure of a pipeline session", () => {
  const failing = async (prepare: (harness: Harness) => void, stages?: StageId[]) => {
    const harness = new Harness();
    prepare(harness);
    await harness.run(stages);
    const last = harness.last();
    return last?.type === "failure" ? { stage: last.stage, ...last.failure } : last;
  };

  it("is of kind fetch where the base cannot be fetched", async () => {
    const error = new FetchError("base-mini.json", "expected status 200, got 404");
    const found = await failing((harness) => void (harness.loadBase = () => Promise.reject(error)));
    expect(found).toMatchObject({ kind: "fetch", message: error.message, recoverable: true, stage: null });
  });

  it("is of kind checkpoint where the base is broken", async () => {
    const error = new CheckpointError("base-mini.json", "JSON", "<html>");
    const found = await failing((harness) => void (harness.loadBase = () => Promise.reject(error)));
    expect(found).toMatchObject({ kind: "checkpoint", message: error.message, recoverable: false, stage: null });
  });

  it("is of kind storage where the browser is full, under the stage that was being done", async () => {
    const refuse = (harness: Harness): void => {
      harness.store.refuses = (_, name) => name.endsWith("zero.safetensors");
    };
    const found = await failing(refuse);
    expect(found).toMatchObject({ kind: "storage", recoverable: true, stage: "zero" });
    expect(found).toMatchObject({ message: expect.stringContaining("zero.safetensors: could not be stored") });
  });

  it("is of kind config where a stage before it is missing, under the stage that was asked for", async () => {
    const found = await failing(() => {}, ["rejection"]);
    expect(found).toMatchObject({ kind: "config", recoverable: true, stage: "rejection" });
    const next = await failing(() => {}, ["zero", "reasoning-rl"]);
    expect(next).toMatchObject({ kind: "config", stage: "reasoning-rl" });
  });

  it("is of kind config where nothing is left to learn from", async () => {
    const found = await failing((harness) => void (harness.quoting = false), ["zero", "cold-start"]);
    expect(found).toMatchObject({ kind: "config", stage: "cold-start", recoverable: false });
    expect(found).toMatchObject({ message: expect.stringContaining("few-shot kept 0 of 12") });
  });

  it("is internal otherwise, with what was thrown", async () => {
    const found = await failing((harness) => void (harness.loadBase = () => Promise.reject("no reason")));
    expect(found).toMatchObject({ kind: "internal", message: "no reason" });
  });

  it("ends the run: the next one begins", async () => {
    const harness = new Harness();
    harness.store.refuses = () => true;
    await harness.run();
    expect(harness.last()).toMatchObject({ type: "failure", failure: { kind: "storage" } });
    harness.store.refuses = () => false;
    await harness.run();
    expect(harness.last()).toEqual({ type: "finished" });
  });

  it("may come from reading, too", async () => {
    const store: ArtifactStore = {
      read: () => Promise.reject(new StorageError("zero/report.json", "the database was closed")),
      write: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    };
    const harness = new Harness(store);
    await harness.run();
    expect(harness.last()).toMatchObject({ type: "failure", failure: { kind: "storage" }, stage: "zero" });
  });
});
