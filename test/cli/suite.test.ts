import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateCommand } from "../../src/cli/evaluateCommand.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";
import { writeCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { STAGE_COLUMNS } from "../../src/world/stageTable.ts";
import { fakeReports } from "../support/fakeReports.ts";
import { runInProcess } from "./runInProcess.ts";
import { temporaryDirectory, writeTestCheckpoint } from "./testCheckpoint.ts";

let directory: string;
/** Untrained models that read every prompt, and those of the small world alone. */
let checkpoint: string;
let small: string;
beforeAll(() => {
  directory = temporaryDirectory();
  small = writeTestCheckpoint(directory, "small");
  const shape = sizeShape("nano", VOCABULARY.length);
  const about = { name: "large", shape, command: "test", seed: 1, tokens: 0, loss: null, scores: null, date: "2025" };
  const { bytes, info } = encodeCheckpoint(initWeights(shape, 1), { ...about, dtype: "F32" });
  checkpoint = join(directory, "large");
  writeCheckpoint(checkpoint, bytes, info);
});
afterAll(() => rmSync(directory, { recursive: true }));

const evaluate = (...argv: (string | number)[]) => runInProcess(evaluateCommand, argv);
const tiny = ["--problems", 1, "--samples", 2, "--max-new-tokens", 8];

describe("evaluate --suite", () => {
  it("prints the result with the checkpoint's path, sampled as the paper does", async () => {
    const { stdout, stderr, code } = await evaluate("--checkpoint", checkpoint, "--suite", "logic", ...tiny, "--json");
    expect([stderr.replaceAll(/evaluating.*\n/g, ""), code]).toEqual(["", 0]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      checkpoint,
      missing: [],
      samples: 2,
      temperature: 0.6,
      topP: 0.95,
      maxNewTokens: 8,
    });
    expect(result.levels.map(({ level, n }: { level: string; n: number }) => [level, n])).toEqual([
      ["logic", 1],
      ["knights", 1],
    ]);
    expect(result.problems).toHaveLength(2);
  });

  it("takes temperature and top-p where given", async () => {
    const flags = ["--suite", "general", "--temperature", 1, "--top-p", 0.5, ...tiny, "--json"];
    const { stdout } = await evaluate("--checkpoint", checkpoint, ...flags);
    expect(JSON.parse(stdout)).toMatchObject({ temperature: 1, topP: 0.5 });
  });

  it("prints a table of levels and domains otherwise", async () => {
    const { stdout } = await evaluate("--checkpoint", checkpoint, "--suite", "all", ...tiny);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^level +n +pass@1 +cons@2 +pass@2 +format/);
    expect(stdout).toContain("mean reasoning");
    expect(stdout).toMatch(/level +n +helpful +harmless/);
    expect(stdout).toMatch(/^mean general +\d/m);
  });

  it("leaves out what a small vocabulary cannot read, and says so", async () => {
    const { stdout, stderr } = await evaluate("--checkpoint", small, "--suite", "all", ...tiny, "--json");
    const result = JSON.parse(stdout);
    expect(result.levels.length).toBeLessThan(4);
    expect(result.missing).toContain("knights");
    expect(stderr).toContain("evaluate: this model has 192 words and was not asked what it cannot read: ");
  });

  it("says when it can read nothing of the part asked for", async () => {
    const { stdout, stderr, code } = await evaluate("--checkpoint", small, "--suite", "logic", ...tiny);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toContain(
      "evaluate: evaluateSuite: expected a problem that a model of 192 words can read (countdown-3, countdown-4, equation), got 2 others",
    );
  });

  it("refuses an unknown part of the suite, and top-p without a suite", async () => {
    expect((await evaluate("--suite", "chess")).stderr).toBe(
      'evaluate: --suite: expected one of all, reasoning, maths, programs, logic, science, general, got "chess"\n',
    );
    expect((await evaluate("--checkpoint", checkpoint, "--top-p", 0.5)).stderr).toContain(
      "--top-p: expected it together",
    );
  });
});

describe("evaluate --table", () => {
  const write = (name: string, stages: Parameters<typeof fakeReports>[0]): string => {
    const run = join(directory, name);
    for (const report of fakeReports(stages, 8)) {
      mkdirSync(join(run, report.stage), { recursive: true });
      writeFileSync(join(run, report.stage, "report.json"), JSON.stringify(report));
    }
    return run;
  };

  it("prints every model in the paper's order, with intervals and marks", async () => {
    const { stdout, stderr, code } = await evaluate("--table", write("whole", undefined));
    expect([stderr, code]).toEqual(["", 0]);
    const rows = stdout.split("\n\n")[1]?.split("\n") ?? [];
    expect(rows.map((row) => row.split("  ")[0])).toEqual([
      "stage",
      "base",
      "R1-Zero",
      "cold start",
      "reasoning RL",
      "rejection SFT",
      "R1 (second RL)",
      "student 24x2",
      "student 48x2",
      "48x2, RL directly",
      "student 96x4",
    ]);
    expect(rows[1]).not.toContain("*");
    expect(rows[2]).toMatch(/0\.\d{3}\* \[0\.\d{3}, 0\.\d{3}\]/);
    expect(rows[1]).toContain("80 + 40");
  });

  it("prints the same as JSON", async () => {
    const { stdout } = await evaluate("--table", join(directory, "whole"), "--json");
    const { rows } = JSON.parse(stdout);
    expect(rows[0]).toMatchObject({ id: "base", run: true, comparedWith: null, n: { reasoning: 80, general: 40 } });
    expect(rows[2]).toMatchObject({ id: "cold-start", comparedWith: "base" });
    expect(rows[3]).toMatchObject({ id: "reasoning-rl", comparedWith: "cold start" });
    expect(Object.keys(rows[5].cells)).toEqual(STAGE_COLUMNS.map(({ label }) => label));
    const { value, difference, marked } = rows[1].cells["reasoning pass@1"];
    expect(marked).toBe(true);
    expect(difference.value).toBeCloseTo(value - rows[0].cells["reasoning pass@1"].value, 12);
    expect(rows[1].cells["language"]).toMatchObject({ marked: false, difference: null });
  });

  it("says of a missing stage that it was not run", async () => {
    const { stdout } = await evaluate("--table", write("part", ["zero", "reasoning-rl"]));
    expect(stdout).toMatch(/^cold start +not run$/m);
    expect(stdout).toMatch(/^students +not run$/m);
    expect(stdout).toMatch(/^R1-Zero .*\*/m);
    expect(stdout.split("\n").find((line) => line.startsWith("reasoning RL"))).not.toContain("*");
  });

  it.each([
    ["{", /part\/zero\/report\.json: expected JSON, got /],
    ['{"format":"other"}', /part\/zero\/report\.json: format: expected "aha-lab stage", got "other"/],
    [
      JSON.stringify({ ...fakeReports(["zero"], 2)[0], after: { samples: "16" } }),
      /part\/zero\/report\.json: after\.suite: expected object, got nothing/,
    ],
    [
      JSON.stringify(fakeReports(["rejection"], 2)[0]),
      /part\/zero\/report\.json: stage: expected "zero", got "rejection"/,
    ],
  ])("names file and field of a broken report: %#", async (text, message) => {
    writeFileSync(join(directory, "part", "zero", "report.json"), text);
    const { stdout, stderr, code } = await evaluate("--table", join(directory, "part"));
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(message);
  });

  it("names a directory without reports", async () => {
    const { stderr } = await evaluate("--table", directory);
    expect(stderr).toContain("--table: expected a directory with <stage>/report.json of a pipeline run, got none in ");
  });
});
