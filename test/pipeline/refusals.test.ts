import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { packBundle, unpackBundle } from "../../src/pipeline/bundle.ts";
import { MissingInputError } from "../../src/pipeline/missingInputError.ts";
import { NothingKeptError } from "../../src/pipeline/nothingKeptError.ts";
import { OtherLineageError } from "../../src/pipeline/runPipeline.ts";
import { stageInfo, STAGES } from "../../src/recipes/stages.ts";
import type { StageId } from "../../src/protocol/pipeline.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { FakePolicy } from "../support/fakePolicy.ts";
import { fakeBase, OpenStore, ran, smallSettings } from "./fakeRun.ts";

let base: Checkpoint;
/** R1-Zero and the cold start are done. */
let begun: OpenStore;
let store: OpenStore;
beforeAll(async () => {
  base = fakeBase();
  begun = new OpenStore();
  await ran(begun, base, { stages: ["zero", "cold-start"] });
});
beforeEach(() => {
  store = new OpenStore();
  for (const [name, bytes] of begun.files) store.files.set(name, bytes);
});

const write = (name: string, text: string): Promise<void> => store.write(name, new TextEncoder().encode(text));
const tried = (stage: StageId, options: Parameters<typeof ran>[2] = {}) =>
  ran(store, base, { stages: [stage], ...options });
const bigrams: Parameters<typeof ran>[2] = { openPolicy: async (shape, weights) => new FakePolicy(shape, weights) };

describe("a stage without its input", () => {
  it.each(STAGES.slice(1).map((stage) => [stage, stageInfo(stage).needs[0] as StageId] as const))(
    "%s names %s, opens no policy and leaves nothing behind",
    async (stage, needed) => {
      const empty = new OpenStore();
      const openPolicy = () => Promise.reject(new Error("opened"));
      const error: unknown = await ran(empty, base, { stages: [stage], openPolicy }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MissingInputError);
      expect(error).toMatchObject({ stage, needed });
      expect(String(error)).toContain(
        `stage ${stage}: expected the result of stage ${needed} (${needed}/report.json), got none (run --stage ${needed} first`,
      );
      expect([...empty.files.keys()]).toEqual([]);
    },
  );

  it("names the stage also when only its checkpoint has gone, or it is not finished", async () => {
    store.files.delete("zero/zero.safetensors");
    store.files.delete("cold-start/report.json");
    await expect(tried("cold-start")).rejects.toThrow(/expected the result of stage zero \(zero\/zero\.safetensors\)/);
    await expect(tried("reasoning-rl")).rejects.toMatchObject({ name: "MissingInputError", needed: "cold-start" });
  });
});

describe("another lineage in the folder", () => {
  const other = { settings: smallSettings(2) };

  it("is refused for a stage that is done", async () => {
    const error: unknown = await tried("zero", other).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OtherLineageError);
    expect(String(error)).toMatch(
      /^OtherLineageError: zero: expected a stage of lineage [0-9a-f]{12}, got [0-9a-f]{12} \(scale tiny, seed 1\): .*another --out/,
    );
  });

  it("is refused for a stage that is not finished", async () => {
    store.files.delete("zero/report.json");
    await expect(tried("zero", other)).rejects.toThrow(/^zero: expected a stage of lineage \w+, got \w+: it comes/);
  });

  it("is refused for what a stage starts from, and the stage may then be done for the right one", async () => {
    await expect(tried("reasoning-rl", other)).rejects.toThrow(/^cold-start: expected a stage of lineage /);
    const { again } = await tried("reasoning-rl");
    expect(again).toEqual([]);
  });

  it("is refused with another base", async () => {
    await expect(ran(store, fakeBase("another", 200), { stages: ["zero"] })).rejects.toThrow(OtherLineageError);
  });

  it("stands beside it where the folders have its name", async () => {
    const folder = (stage: StageId): string => `${stage}@2`;
    const { again } = await tried("zero", { ...other, folder });
    expect(again).toEqual([]);
    expect(store.files.has("zero@2/report.json")).toBe(true);
  });
});

describe("what is broken is refused by name", () => {
  it.each(["", "{", "null", "7", '{"format":"other"}', '{"format":"aha-lab stage","version":1,"stage":"distill"}'])(
    "a report: %s",
    async (text) => {
      await write("zero/report.json", text);
      await expect(tried("zero")).rejects.toThrow(/^zero\/report\.json: expected /);
      store.files.delete("cold-start/report.json");
      await expect(tried("cold-start")).rejects.toThrow(/^zero\/report\.json: expected /);
    },
  );

  it("a checkpoint: cut off, changed in a byte, without its JSON's form", async () => {
    store.files.delete("cold-start/report.json");
    const file = "zero/zero.safetensors";
    const good = store.files.get(file) as Uint8Array;
    const changed = good.slice();
    changed[changed.length - 1] = 1;
    for (const [bytes, why] of [
      [good.slice(0, 1000), /^zero\/zero\.safetensors: expected /],
      [changed, /^zero\/zero\.safetensors: expected the sha256 of its JSON/],
    ] as const) {
      await store.write(file, bytes);
      await expect(tried("cold-start")).rejects.toThrow(why);
    }
    await store.write(file, good);
    await write("zero/zero.json", "{");
    await expect(tried("cold-start")).rejects.toMatchObject({
      name: "CheckpointError",
      message: expect.stringMatching(/^zero\/zero\.json: expected /),
    });
  });

  it.each(["", "{", "null", "{}", '{"value":1}', '{"value":1,"cost":3}'])("a part of a stage: %s", async (text) => {
    store.files.delete("zero/report.json");
    await write("zero/parts/suite-base.json", text);
    await expect(tried("zero")).rejects.toThrow(
      /^zero\/parts\/suite-base\.json: expected a part of a stage's result, got .* \(delete it to do it again\)$/,
    );
  });

  it.each(['{"prompt":1}', "null", "{", '"prompt"'])("an example: %s", async (line) => {
    for (const name of ["cold-start/report.json", "cold-start/cold-start.safetensors"]) store.files.delete(name);
    await write("cold-start/kept.jsonl", `${store.text("cold-start/kept.jsonl").split("\n")[0]}\n${line}\n`);
    await expect(tried("cold-start")).rejects.toThrow(
      /^cold-start\/kept\.jsonl, line 2: expected an example with prompt and response, got /,
    );
  });

  it("data that hold fewer examples than the sieves kept, or have gone", async () => {
    for (const name of ["cold-start/report.json", "cold-start/cold-start.safetensors"]) store.files.delete(name);
    const [first = ""] = store.text("cold-start/kept.jsonl").split("\n");
    await write("cold-start/kept.jsonl", `${first}\n`);
    await expect(tried("cold-start")).rejects.toThrow(
      /^cold-start\/kept\.jsonl: expected the \d+ examples that the sieves kept, got 1 \(put it back, or remove cold-start and run/,
    );
    store.files.delete("cold-start/kept.jsonl");
    await expect(tried("cold-start")).rejects.toThrow(/^cold-start\/kept\.jsonl: expected .*, got no such file \(/);
  });

  it("another checkpoint than the one that a stage's report names", async () => {
    for (const ending of ["json", "safetensors"]) {
      await store.write(`cold-start/cold-start.${ending}`, store.files.get(`zero/zero.${ending}`) as Uint8Array);
    }
    await expect(tried("reasoning-rl")).rejects.toThrow(
      /^cold-start\/cold-start\.safetensors: expected the checkpoint that cold-start\/report\.json names \(sha256 .*, got zero /,
    );
  });

  /** Stops a stage as soon as it has trained a step of this part. */
  async function stopped(stage: StageId, part: string): Promise<Uint8Array> {
    let stop = false;
    const run = tried(stage, {
      onProgress: ({ message }) => void (stop ||= message.startsWith(`${part}: step`)),
      pausePoint: async () => {
        if (stop) throw new AbandonedError();
      },
    });
    await expect(run).rejects.toThrow(AbandonedError);
    return store.files.get(`${stage}/state/${part}.bin`) as Uint8Array;
  }

  it.each([
    ["a GRPO run", "reasoning-rl", "reasoning-rl"],
    ["a fine-tuning", "rejection", "reward-generative"],
  ] as const)("a saved state of %s", async (_, stage, part) => {
    if (stage === "rejection") await tried("reasoning-rl");
    const good = await stopped(stage, part);
    const file = `${stage}/state/${part}.bin`;
    const { meta, files } = unpackBundle(good, file);
    const { weights = new Uint8Array() } = files;
    for (const bytes of [
      good.slice(0, 5000),
      new Uint8Array(100),
      packBundle({ meta, files: { weights } }),
      packBundle({ meta: null, files }),
      packBundle({ meta: {}, files }),
    ]) {
      await store.write(file, bytes);
      await expect(tried(stage)).rejects.toThrow(new RegExp(`^${file}: expected .* \\(delete it to begin the stage`));
    }
    await store.write(file, packBundle({ meta, files: { ...files, weights: weights.slice(0, 999) } }));
    await expect(tried(stage)).rejects.toThrow(/weights/);
    await store.write(file, good);
    expect((await tried(stage)).reports).toHaveLength(1);
  });

  it("a base of another world", async () => {
    const shape = { ...base.shape, vocabSize: 192 };
    const small: Checkpoint = { ...base, shape, info: { ...base.info, name: "base-micro", shape } };
    await expect(ran(store, small)).rejects.toThrow(
      "base model: expected one that was pre-trained on four domains (384 words), got base-micro (192 words)",
    );
  });
});

describe("a stage whose sieves keep nothing", () => {
  it("ends with what was kept and what to change, again when it is run again", async () => {
    const empty = new OpenStore();
    for (let time = 0; time < 2; time++) {
      const error: unknown = await ran(empty, base, bigrams).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NothingKeptError);
      expect(String(error)).toMatch(
        new RegExp(
          "stage cold-start: expected examples to learn from, got none: few-shot kept 0 of 12, taken away: wrong \\d+.*; " +
            "reflective kept 0 of 12, taken away: wrong \\d+.*; rewritten kept 0 of 0 " +
            "\\(cold-start/rejected.jsonl says why of each; sample more, .*--scale full\\)$",
        ),
      );
    }
    expect(empty.text("cold-start/rejected.jsonl").split("\n").length).toBeGreaterThan(20);
  });

  it("is the same in rejection sampling", async () => {
    await tried("reasoning-rl");
    await expect(tried("rejection", bigrams)).rejects.toThrow(
      /^stage rejection: expected examples .*sampled kept 0 of 12, .*general kept 0 of 0 /,
    );
  });

  it("is the same in distillation, and one empty source of two is none of it", async () => {
    const { reports } = await ran(store, base, { stages: ["reasoning-rl", "rejection", "second-rl"] });
    const [sampled, general] = reports[1]?.sieves ?? [];
    expect([sampled?.kept, general?.kept]).toEqual([3, 0]);
    await expect(tried("distill", bigrams)).rejects.toThrow(
      /^stage distill: expected examples .* sampled kept 0 of 16, taken away: wrong 16 \(distill\/rejected\.jsonl/,
    );
  });
});
