import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { pretrainCommand } from "../../src/cli/pretrainCommand.ts";
import { interruptSoon } from "./interruptSoon.ts";
import { runInProcess } from "./runInProcess.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

const SETTINGS = ["--size", "nano", "--tokens", 8000, "--seed", 1, "--batch-tokens", 1024, "--eval-problems", 0];
const run = (...argv: (string | number)[]): ReturnType<typeof runInProcess> => runInProcess(pretrainCommand, argv);

describe("pretrain", () => {
  it("writes a checkpoint with its story and prints it", async () => {
    const { stdout, stderr, code } = await run(...SETTINGS, "--out", directory, "--name", "tiny");
    expect([code, stderr.includes("loss")]).toEqual([0, true]);
    const summary = JSON.parse(stdout);
    const { info, shape } = readCheckpoint(join(directory, "tiny"));
    expect(summary).toMatchObject(info);
    expect(shape.width).toBe(32);
    expect(info).toMatchObject({ name: "tiny", seed: 1, dtype: "F16", scores: null });
    expect(info.command).toBe(
      "npm run pretrain -- --size nano --tokens 8000 --seed 1 --name tiny --batch-tokens 1024 --eval-problems 0 --out DIR",
    );
    expect(info.tokens).toBeGreaterThanOrEqual(8000);
    expect(info.loss).toBeLessThan(Math.log(192) + 0.1);
    expect(existsSync(join(directory, "tiny.state"))).toBe(false);
  });

  it("goes on after Ctrl-C to the very bytes of an uninterrupted run, and with no other settings", async () => {
    interruptSoon();
    const stopped = await run(...SETTINGS, "--out", directory);
    expect([stopped.stdout, stopped.code]).toEqual(["", 1]);
    expect(stopped.stderr).toMatch(
      /pretrain: interrupted at step \d+ and saved; the same command goes on from there\n$/,
    );
    const other = await run(...SETTINGS, "--out", directory, "--lr", 1e-3);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /expected the settings of the unfinished run there \(learningRate 0\.003\), got learningRate 0\.001/,
    );
    const resumed = await run(...SETTINGS, "--out", directory);
    expect(resumed.stderr).toMatch(/going on at step \d+/);
    await run(...SETTINGS, "--out", join(directory, "straight"));
    const bytes = (path: string): Buffer => readFileSync(join(directory, path, "base-nano.safetensors"));
    expect(bytes(".").equals(bytes("straight"))).toBe(true);
  });

  it("scores the weights as they are stored, beside those of full precision", async () => {
    const { stdout } = await run(...SETTINGS.slice(0, -1), 2, "--eval-samples", 2, "--out", directory);
    const { scores, scoresF32 } = JSON.parse(stdout);
    for (const found of [scores, scoresF32]) expect(found.levels.equation.n).toBe(2);
  });
});
