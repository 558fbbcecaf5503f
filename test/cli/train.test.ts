import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluateCommand } from "../../src/cli/evaluateCommand.ts";
import { trainCommand } from "../../src/cli/trainCommand.ts";
import { TIMING_METRICS } from "../../src/trainer/stepMetrics.ts";
import { interruptSoon } from "./interruptSoon.ts";
import { type Outcome, runInProcess } from "./runInProcess.ts";
import { temporaryDirectory, writeTestCheckpoint } from "./testCheckpoint.ts";

let directory: string;
let settings: (string | number)[];
beforeEach(() => {
  directory = temporaryDirectory();
  const small = [
    "--prompts",
    2,
    "--group",
    4,
    "--minibatches",
    2,
    "--max-new-tokens",
    16,
    "--eval-problems",
    2,
    "--eval-samples",
    2,
    // A run of two steps must be the beginning of one of five.
    "--learning-rate-schedule",
    "constant",
  ];
  settings = [
    "--checkpoint",
    writeTestCheckpoint(directory),
    "--seed",
    3,
    ...small,
    "--reward-reflection",
    1,
    "--json",
  ];
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...argv: (string | number)[]): Promise<Outcome> => runInProcess(trainCommand, argv);

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Everything but how long it took. */
const timeless = (text: string): unknown[] =>
  lines(text).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !TIMING_METRICS.includes(name))),
  );

describe("train", () => {
  it("prints a line a step and the summary, the same for the same seed", async () => {
    const first = await run(...settings, "--steps", 3, "--eval-every", 2);
    expect(first.code).toBe(0);
    const found = lines(first.stdout);
    expect(found.map((line) => line["step"])).toEqual([1, 2, 3, undefined]);
    expect(found[0]).toMatchObject({ reward: expect.any(Number), "rewards/accuracy/mean": 0 });
    for (const name of [
      "completions/mean_length",
      "behaviour/reflection_rate",
      "behaviour/aha_rate",
      "kl",
      "grad_norm",
    ]) {
      expect(found[0]).toHaveProperty([name]);
    }
    expect(found.map((line) => "eval/pass@1" in line)).toEqual([false, true, false, false]);
    expect(found[3]).toEqual({
      summary: {
        before: expect.objectContaining({ step: 0, levels: expect.anything(), mean: expect.anything() }),
        after: expect.objectContaining({ step: 3, levels: expect.anything(), mean: expect.anything() }),
      },
    });
    const again = await run(...settings, "--steps", 3, "--eval-every", 2);
    expect(timeless(again.stdout)).toEqual(timeless(first.stdout));
    const otherSeed = await run(...settings.with(3, 4), "--steps", 3);
    expect(timeless(otherSeed.stdout)[0]).not.toEqual(timeless(first.stdout)[0]);
  });

  it("goes on exactly where a killed run was saved", async () => {
    const straight = join(directory, "straight");
    const whole = await run(...settings, "--steps", 5, "--out", straight);
    const broken = join(directory, "broken");
    await run(...settings, "--steps", 2, "--out", broken);
    // As a kill leaves it: lines after the saved state, the last one cut short, no final weights.
    appendFileSync(join(broken, "metrics.jsonl"), '{"step":3,"reward":9}\n{"step":4,"rew');
    for (const extension of ["json", "safetensors"]) rmSync(join(broken, `checkpoint.${extension}`));
    const resumed = await run("--resume", broken, "--steps", 5, "--json");
    expect(resumed.code).toBe(0);

    expect(lines(resumed.stdout)[0]).toMatchObject({ step: 3 });
    expect(lines(whole.stdout).filter((line) => Number(line["grad_norm"]) > 0).length).toBeGreaterThan(2);
    expect(timeless(resumed.stdout)).toEqual(timeless(whole.stdout).slice(2));
    const metrics = (path: string): string => readFileSync(join(path, "metrics.jsonl"), "utf8");
    expect(timeless(metrics(broken))).toEqual(timeless(metrics(straight)));
    const weights = (path: string): Buffer => readFileSync(join(path, "checkpoint.safetensors"));
    expect(weights(broken).equals(weights(straight))).toBe(true);
  });

  it("leaves config, metrics and weights that evaluate reads", async () => {
    const out = join(directory, "out");
    const { stdout } = await run(...settings, "--steps", 2, "--out", out);
    const config = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
    expect(config).toMatchObject({ seed: 3, steps: 2, groupSize: 4, rewardReflection: 1, preset: "r1-zero" });
    const fromFile = await run("--config", join(out, "config.json"), ...settings.slice(0, 2), "--json");
    expect(timeless(fromFile.stdout)).toEqual(timeless(stdout));
    const flags = ["--problems", 2, "--samples", 2, "--max-new-tokens", 16, "--json"];
    const scores = JSON.parse((await runInProcess(evaluateCommand, ["--checkpoint", out, ...flags])).stdout);
    const summary = lines(stdout)[2]?.["summary"];
    expect(summary).toMatchObject({ after: { levels: scores.levels, mean: scores.mean } });
    const info = JSON.parse(readFileSync(join(out, "checkpoint.json"), "utf8"));
    expect(info).toMatchObject({ parent: "base-nano", loss: null, dtype: "F32", scores: { step: 2 } });
  });

  it("records a run for the page, in round numbers", async () => {
    const file = join(directory, "runs", "r.json");
    await run(...settings, "--steps", 2, "--eval-every", 1, "--record", file);
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    expect(recorded).toMatchObject({
      format: "aha-lab run",
      version: 1,
      seed: 3,
      label: "recorded run, seed 3",
      checkpoint: "base-nano",
      backend: "wasm",
    });
    expect(recorded.command).toMatch(/^npm run train -- --seed 3 --steps 2 --prompts 2 --group-size 4 .*--checkpoint /);
    expect(recorded.config.prompts).toBe(2);
    expect(recorded.history.map(({ step }: { step: number }) => step)).toEqual([1, 2]);
    expect(recorded.evaluations.map(({ step }: { step: number }) => step)).toEqual([0, 1, 2]);
    expect(recorded.groups[0]).toMatchObject({ step: 1, completions: expect.any(Array) });
    expect(JSON.stringify(recorded.history)).not.toMatch(/\.\d{12}/);
  });

  it("prints a table without --json", async () => {
    const { stdout } = await run(...settings.slice(0, -1), "--steps", 1);
    expect(stdout).toMatch(/^ +step +reward +accuracy .*\n +1 +\d\.\d{3} .*\n\nbefore\nlevel .*\n/);
    expect(stdout).toMatch(/\nafter\nlevel .*\ncountdown-3 /);
  });

  it("gives up after several updates that are not finite, and says so", async () => {
    const checkpoint = writeTestCheckpoint(directory, "huge", 1e30);
    const { stderr, stdout, code } = await run("--checkpoint", checkpoint, ...settings.slice(2), "--steps", 9);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(/nothing was applied, going on with the next step\n/);
    expect(stderr).toMatch(/train: step 6: expected a finite update, got 6 broken ones\n$/);
  });

  it("saves on Ctrl-C and can go on", async () => {
    const out = join(directory, "out");
    const metrics = join(out, "metrics.jsonl");
    interruptSoon(() => existsSync(metrics) && statSync(metrics).size > 0);
    const { stderr, code } = await run(...settings, "--steps", 50, "--out", out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/train: interrupted after step [1-9]\d*; go on with --resume \S+\n$/);
    expect(existsSync(join(out, "state", "state.json"))).toBe(true);
    expect((await run("--resume", out, "--steps", 2, "--json")).code).toBe(0);
  });

  it("hears Ctrl-C while it measures, and measures again when it goes on", async () => {
    const out = join(directory, "measured");
    interruptSoon();
    const { stderr, code } = await run(...settings, "--steps", 1, "--out", out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/train: interrupted after step 0; go on with --resume \S+\n$/);
    const { stdout } = await run("--resume", out, "--json");
    expect(stdout).toMatch(/"summary":\{"before":\{"step":0,.*"after":\{"step":1,/);
  });

  it.each<[string, (out: string) => (string | number)[], RegExp]>([
    [
      "an unknown flag",
      () => ["--stesp", 3],
      /^train: --stesp: expected a known flag, .* \(did you mean --steps\?\)\n$/,
    ],
    ["a value out of range", () => ["--group", 1], /^train: --group: expected a whole number from 2 to 64, got "1"\n$/],
    ["an unknown preset", () => ["--preset", "r2"], /^train: --preset: expected one of r1-zero, .* got "r2"\n$/],
    [
      "a missing config file",
      () => ["--config", "/nowhere.json"],
      /^train: --config \/nowhere\.json: expected a file that can be read/,
    ],
    [
      "a missing checkpoint",
      () => ["--checkpoint", "/nowhere/base"],
      /^train: \/nowhere\/base: expected the files base\.safetensors/,
    ],
    [
      "a directory without a run",
      (out) => ["--resume", out],
      /^train: --resume \S+: expected a directory made by --out/,
    ],
  ])("says on one line what is wrong: %s", async (_, argv, message) => {
    const { stdout, stderr, code } = await run(...argv(directory));
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(message);
  });

  it("names the setting of a config file that is wrong", async () => {
    const file = join(directory, "config.json");
    for (const [content, message] of [
      ['{"groupSize": 1}', /: groupSize: expected a whole number from 2 to 64, got 1\n$/],
      ['{"grupSize": 4}', /: grupSize: expected a known setting, got an unknown name/],
      ["groupSize = 4", /: expected JSON, got "groupSize = 4"\n$/],
      ["[]", /: expected an object with settings, got \[\]\n$/],
    ] as const) {
      writeFileSync(file, content);
      const { stderr, code } = await run("--config", file);
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
    }
  });

  it("refuses to write over a run, to change one on resume, and a broken state", async () => {
    const out = join(directory, "out");
    await run(...settings, "--steps", 1, "--out", out);
    expect((await run(...settings, "--out", out)).stderr).toMatch(
      /--out \S+: expected a directory without a run, got one \(go on with --resume/,
    );
    expect((await run("--resume", out, "--lr", 1e-4)).stderr).toMatch(
      /^train: --learning-rate: expected no such setting with --resume/,
    );
    const state = join(out, "state", "state.json");
    const text = readFileSync(state, "utf8");
    writeFileSync(state, text.replace('"history":[', '"history":[3,'));
    expect((await run("--resume", out)).stderr).toMatch(
      /^train: \S+state\.json: history\.0: expected a saved run, got a broken one/,
    );
    writeFileSync(state, text.slice(0, 50));
    expect((await run("--resume", out)).stderr).toMatch(/^train: \S+state\.json: expected JSON/);
  });
});
