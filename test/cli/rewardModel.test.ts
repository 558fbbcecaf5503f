import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { writeCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { framedPrompt } from "../../src/cli/framedPrompt.ts";
import { rewardModelCommand } from "../../src/cli/rewardModelCommand.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import type { RewardModelKind } from "../../src/protocol/pipeline.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { runInProcess } from "./runInProcess.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

function checkpoint(kind: RewardModelKind | "policy"): string {
  const shape = sizeShape("nano", 384);
  const { bytes, info } = encodeCheckpoint(initWeights(shape, 1), {
    name: kind,
    shape,
    command: "test",
    seed: 1,
    tokens: 0,
    loss: null,
    scores: null,
    dtype: "F32",
    date: "2025-01-01T00:00:00.000Z",
    ...(kind === "policy" ? {} : { rewardModel: kind }),
  });
  writeCheckpoint(join(directory, kind), bytes, info);
  return join(directory, kind);
}

function inputFile(...lines: unknown[]): string {
  const file = join(directory, "in.jsonl");
  writeFileSync(
    file,
    `\uFEFF${lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\r\n")}\n`,
  );
  return file;
}

const run = async (kind: RewardModelKind, input: string, path = checkpoint(kind)) => {
  const result = await runInProcess(rewardModelCommand, [
    "--kind",
    kind,
    "--input",
    input,
    "--checkpoint",
    path,
    "--json",
  ]);
  const lines = result.stdout.split("\n").filter((line) => line !== "");
  return {
    ...result,
    lines: lines.map((line) => JSON.parse(line) as { score: number; reads: string; verdict?: string }),
  };
};

const prompt = "what colour is snow ?";
const response = "|special_token| hmm fool |special_token| snow is white . <eos>";
const FRAMED = "<bos> user : what colour is snow ? assistant :";

describe("npm run reward-model", () => {
  it("helpful: reads the summary alone, so other reasoning has the same score", async () => {
    const other = response.replace("hmm fool", "wait 7 + 5 no");
    const { lines, stderr, code } = await run(
      "helpful",
      inputFile({ prompt, response }, { prompt: FRAMED, response: other }),
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.reads).toBe(`${FRAMED} <response> snow is white . <verdict>`);
    expect(lines[1]).toEqual(lines[0]);
    expect(lines[0]?.score).toSatisfy(Number.isFinite);
  });

  it("harmless: reads every word", async () => {
    const { lines } = await run("harmless", inputFile({ prompt, response }, "", { prompt, response: "" }));
    expect(lines.map(({ reads }) => reads)).toEqual([
      `${FRAMED} <response> ${response} <verdict>`,
      `${FRAMED} <response> <verdict>`,
    ]);
    expect(lines[0]?.score).not.toBe(lines[1]?.score);
  });

  it("generative: reads question, reference and summary, and gives its verdict", async () => {
    const { lines } = await run("generative", inputFile({ prompt: FRAMED, response, reference: "white" }));
    const [line] = lines;
    expect(line?.reads).toBe("<bos> what colour is snow <reference> white <response> snow is white . <verdict>");
    expect(line?.verdict).toBe((line?.score ?? NaN) > 0 ? "yes" : "no");
  });

  it("prints what came before a malformed line, and names that line", async () => {
    const { lines, stderr, code } = await run(
      "helpful",
      inputFile({ prompt, response }, { prompt, response: "snow is nonsuch" }),
    );
    expect([lines.length, code]).toEqual([1, 1]);
    expect(stderr).toMatch(/^reward-model: .*in\.jsonl, line 2: response: .*at position 2, got "nonsuch"\n$/);
  });

  it.each([
    ['{"prompt": "what', 'expected {"prompt": …, "response": …}, got invalid JSON'],
    ["[1]", "got [1]"],
    [{ prompt }, "line 1: response: expected a string of words, got nothing"],
    [{ prompt: 3, response }, "line 1: prompt: expected a string of words, got 3"],
    [{ prompt: " ", response }, 'line 1: prompt: expected at least one word, got " "'],
    [
      { prompt: "what is nonsuch", response },
      'line 1: prompt: encode: expected a word of the vocabulary at position 2, got "nonsuch"',
    ],
  ])("refuses %j", async (line, message) => {
    const { stderr, stdout, code } = await run("helpful", inputFile(line));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });

  it.each([[[]], [["", " "]]])("refuses a file that holds no line: %j", async (lines) => {
    const { stderr, stdout, code } = await run("helpful", inputFile(...lines));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/in\.jsonl: expected at least one JSON line, got none\n$/);
  });

  it("refuses a judge's line without a reference", async () => {
    const { stderr } = await run("generative", inputFile({ prompt, response }));
    expect(stderr).toContain("line 1: reference: expected a string of words, got nothing");
  });

  it("refuses a checkpoint of another kind, and one that is no reward model", async () => {
    const file = inputFile({ prompt, response });
    const other = await run("helpful", file, checkpoint("harmless"));
    expect([other.code, other.stdout]).toEqual([1, ""]);
    expect(other.stderr).toContain('harmless.json: rewardModel: expected "helpful", got "harmless"');
    const policy = await run("helpful", file, checkpoint("policy"));
    expect(policy.stderr).toContain(
      'policy.json: rewardModel: expected "helpful", got a checkpoint that is no reward model',
    );
  });

  it("refuses a checkpoint of a kind that does not exist", async () => {
    const path = checkpoint("helpful");
    const json = readFileSync(`${path}.json`, "utf8").replace('"rewardModel": "helpful"', '"rewardModel": "kind"');
    writeFileSync(`${path}.json`, json);
    const { stderr } = await run("helpful", inputFile({ prompt, response }), path);
    expect(stderr).toContain('rewardModel: expected one of helpful, harmless, generative, or nothing, got "kind"');
  });

  it.each([
    ["helpful", "second-rl"],
    ["harmless", "second-rl"],
    ["generative", "rejection"],
  ] as const)("says which command makes a missing %s model", async (kind, stage) => {
    const { stderr, code } = await run(kind, inputFile(), join(directory, "nowhere"));
    expect(code).toBe(1);
    expect(stderr).toContain(`got neither (npm run pipeline -- --stage ${stage} makes it)`);
  });

  it("reads standard input", () => {
    const argv = ["--import", "tsx", "src/cli/reward-model.ts", "--kind", "helpful", "--input", "-"];
    const options = { cwd: ROOT, encoding: "utf8", input: JSON.stringify({ prompt: 3 }) } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...argv, "--checkpoint", checkpoint("helpful")],
      options,
    );
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toBe("reward-model: stdin, line 1: prompt: expected a string of words, got 3\n");
  });

  it("says which file cannot be read", async () => {
    const { stderr, code } = await run("helpful", join(directory, "nowhere.jsonl"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^reward-model: --input: expected a readable file or "-", got .*nowhere\.jsonl/);
  });
});

describe("framedPrompt", () => {
  it.each([
    ["what colour is snow", FRAMED],
    ["what colour is snow ?", FRAMED],
    ["user : what colour is snow ? assistant :", FRAMED],
    [FRAMED, FRAMED],
    ["translate 冷 to english", "<bos> user : translate 冷 to english ? assistant :"],
    ["雪 是 什么 颜色", "<bos> 用户 : 雪 是 什么 颜色 ? 助手 :"],
    ["用 7 3 5 成 9", "<bos> 用户 : 用 7 3 5 成 9 ? 助手 :"],
    ["you fool ?", "<bos> user : you fool ? assistant :"],
    ["笨蛋 ?", "<bos> 用户 : 笨蛋 ? 助手 :"],
    ["用户 : 笨蛋 ? 助手 :", "<bos> 用户 : 笨蛋 ? 助手 :"],
  ])("of %j is %j", (text, framed) => {
    expect(framedPrompt(text).join(" ")).toBe(framed);
  });
});
