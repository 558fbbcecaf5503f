import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateCommand } from "../../src/cli/evaluateCommand.ts";
import { logitsCommand } from "../../src/cli/logitsCommand.ts";
import { sampleCommand } from "../../src/cli/sampleCommand.ts";
import { decode, encode, SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";
import { runInProcess } from "./runInProcess.ts";
import { temporaryDirectory, writeTestCheckpoint } from "./testCheckpoint.ts";

let directory: string;
let checkpoint: string;
beforeAll(() => {
  directory = temporaryDirectory();
  checkpoint = writeTestCheckpoint(directory);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("logits", () => {
  it("prints [T][V], and what came before does not depend on what comes after", async () => {
    const { stdout, code } = await runInProcess(logitsCommand, [
      "--checkpoint",
      checkpoint,
      "--tokens",
      "1,30,12",
      "--json",
    ]);
    expect(code).toBe(0);
    const { tokens, logits } = JSON.parse(stdout);
    expect(tokens).toEqual([1, 30, 12]);
    expect(logits.map((row: number[]) => row.length)).toEqual([
      SMALL_VOCABULARY_SIZE,
      SMALL_VOCABULARY_SIZE,
      SMALL_VOCABULARY_SIZE,
    ]);
    const shorter = await runInProcess(logitsCommand, ["--checkpoint", checkpoint, "--tokens", "1,30", "--json"]);
    for (const [t, row] of JSON.parse(shorter.stdout).logits.entries()) {
      row.forEach((value: number, v: number) => expect(value).toBeCloseTo(logits[t][v], 5));
    }
  });

  it.each([
    ["1,192", '--tokens: expected an id in 0…191 at position 1, got "192"'],
    ["1,x", '--tokens: expected an id in 0…191 at position 1, got "x"'],
    ["1,,2", '--tokens: expected an id in 0…191 at position 1, got ""'],
  ])("refuses %s", async (tokens, message) => {
    const { stdout, stderr, code } = await runInProcess(logitsCommand, [
      "--checkpoint",
      checkpoint,
      "--tokens",
      tokens,
    ]);
    expect([stdout, stderr, code]).toEqual(["", `logits: ${message}\n`, 1]);
  });
});

describe("sample", () => {
  const run = (...argv: (string | number)[]): ReturnType<typeof runInProcess> =>
    runInProcess(sampleCommand, ["--checkpoint", checkpoint, ...argv]);

  it("prints judged completions, the same for the same seed", async () => {
    const argv = ["--prompt", "find x : 3 * x + 4 = 19", "--n", 3, "--seed", 5, "--max-new-tokens", 16, "--json"];
    const { stdout, code } = await run(...argv);
    expect(code).toBe(0);
    const samples = JSON.parse(stdout);
    expect(samples).toHaveLength(3);
    for (const { text, tokens, logProbs, answer, correct, behaviour } of samples) {
      expect(text).toBe(decode(tokens));
      expect(encode(text)).toEqual(Int32Array.from(tokens));
      expect(logProbs).toHaveLength(tokens.length);
      expect(logProbs.every((value: number) => value < 0)).toBe(true);
      expect(answer).toBe(null);
      expect(correct).toBe(false);
      expect(Object.keys(behaviour)).toEqual([
        "attempts",
        "backtracks",
        "reflections",
        "aha",
        "superficial",
        "wrongVerdicts",
      ]);
    }
    expect((await run(...argv)).stdout).toBe(stdout);
    expect((await run(...argv, "--temperature", 0.5)).stdout).not.toBe(stdout);
  });

  it("draws from the nucleus: all completions are the greedy one where --top-p is small", async () => {
    const argv = ["--prompt", "find x : 3 * x + 4 = 19", "--n", 3, "--max-new-tokens", 16, "--json"];
    const { stdout } = await run(...argv, "--top-p", 0.001);
    const texts = JSON.parse(stdout).map(({ text }: { text: string }) => text);
    expect(new Set(texts).size).toBe(1);
    expect((await run(...argv, "--top-p", 0.001, "--seed", 9)).stdout).toBe(stdout);
    expect((await run(...argv, "--top-p", 1)).stdout).toBe((await run(...argv)).stdout);
    const { stderr, code } = await run(...argv, "--top-p", 0);
    expect([stderr, code]).toEqual(['sample: --top-p: expected a number from 0.001 to 1, got "0"\n', 1]);
  });

  it("names an unknown word, and what a prompt looks like", async () => {
    const unknown = await run("--prompt", "find y : 3 * x + 4 = 19");
    expect(unknown.stderr).toMatch(
      /^sample: --prompt: encode: expected a word of the vocabulary at position 1, got "y"\n$/,
    );
    expect(unknown.code).toBe(1);
    expect((await run("--prompt", "find x 3")).stderr).toMatch(/^sample: prompt: expected "use 7 3 5 make 9" .*\n$/);
    expect((await run()).stderr).toBe("sample: --prompt: expected a value, got nothing (it is required)\n");
  });
});

describe("evaluate", () => {
  it("prints scores and intervals by level, and a table without --json", async () => {
    const argv = ["--checkpoint", checkpoint, "--problems", 2, "--samples", 4, "--seed", 3, "--max-new-tokens", 8];
    const { stdout, code } = await runInProcess(evaluateCommand, [...argv, "--json"]);
    expect(code).toBe(0);
    const { levels, mean } = JSON.parse(stdout);
    expect(Object.keys(levels)).toEqual(["countdown-3", "countdown-4", "equation"]);
    for (const scores of [...Object.values<Record<string, unknown>>(levels), mean]) {
      for (const metric of ["pass@1", "cons@4", "pass@4", "format", "mean_length", "aha_rate", "reflection_rate"]) {
        expect(scores[metric]).toBeTypeOf("number");
        expect(scores[`${metric}_ci`]).toHaveLength(2);
      }
    }
    expect(levels.equation.n).toBe(2);
    expect((await runInProcess(evaluateCommand, argv)).stdout).toMatch(
      /^level +n +pass@1 .*\ncountdown-3 +2 +0\.000 \[/,
    );
  });

  it("says on one line what is wrong with a checkpoint", async () => {
    const { stdout, stderr, code } = await runInProcess(evaluateCommand, ["--checkpoint", "/nowhere/base"]);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toBe("evaluate: /nowhere/base: expected the files base.safetensors and base.json, got neither\n");
  });
});
