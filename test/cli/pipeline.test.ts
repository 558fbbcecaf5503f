import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { pipelineCommand } from "../../src/cli/pipelineCommand.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { lineageOf } from "../../src/recipes/lineage.ts";
import { pipelineSettings } from "../../src/recipes/pipelineSettings.ts";
import { STAGES } from "../../src/recipes/stages.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";
import { fakeStageReports } from "../support/fakeStageReports.ts";
import { runInProcess } from "./runInProcess.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

const SMALL_WORLD = "public/checkpoints/base-micro";

let directory: string;
/** An untrained model of four domains, and its sha256. */
let base: string;
let sha256: string;
beforeAll(() => {
  directory = temporaryDirectory();
  const shape = sizeShape("nano", VOCABULARY.length);
  const about = { name: "large", shape, command: "test", seed: 1, tokens: 0, loss: null, scores: null, date: "2025" };
  const { bytes, info } = encodeCheckpoint(initWeights(shape, 1), { ...about, dtype: "F32" });
  base = join(directory, "large");
  sha256 = info.sha256;
  writeCheckpoint(base, bytes, info);
});
afterAll(() => rmSync(directory, { recursive: true }));

const pipeline = (...argv: (string | number)[]) => runInProcess(pipelineCommand, argv);

/** A directory where every stage is done, as far as its reports say. */
function doneRun(name: string): string {
  const out = join(directory, name);
  for (const report of fakeStageReports()) {
    const lineage = lineageOf(report.stage, pipelineSettings("tiny", 1), sha256);
    mkdirSync(join(out, report.stage), { recursive: true });
    writeFileSync(join(out, report.stage, "report.json"), JSON.stringify({ ...report, lineage }));
  }
  return out;
}

describe("pipeline", () => {
  it("explains itself", async () => {
    const { stdout, stderr, code } = await pipeline("--help");
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toMatch(/^npm run pipeline -- \[flags\]\n/);
    for (const flag of ["stage", "scale", "seed", "out", "base", "backend", "json"]) {
      expect(stdout).toContain(`  --${flag}\n`);
    }
    expect(stdout).toContain(`all, ${STAGES.join(", ")}`);
  });

  it("names the stage to run first, in a line, and leaves no trace", async () => {
    const out = join(directory, "empty");
    const { stdout, stderr, code } = await pipeline("--stage", "cold-start", "--base", base, "--out", out);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toBe(
      "pipeline: stage cold-start: expected the result of stage zero (zero/report.json), got none " +
        '(run --stage zero first, "R1-Zero", or --stage all)\n',
    );
    expect(existsSync(out)).toBe(false);
  });

  it("refuses a base of the small world by name", async () => {
    const out = join(directory, "micro");
    const { stdout, stderr, code } = await pipeline("--base", SMALL_WORLD, "--out", out);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toBe(
      "pipeline: base model: expected one that was pre-trained on four domains (384 words), got base-micro (192 words)\n",
    );
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    [["--stage", "chess"], /^pipeline: --stage: expected one of all, zero, .*, got "chess"\n$/],
    [["--scale", "huge"], /^pipeline: --scale: expected one of tiny, full, got "huge"\n$/],
    [["--seed", -1], /^pipeline: --seed: expected .*got "?-1"?\n$/],
    [["--base", "nowhere"], /^pipeline: .*nowhere.*\n$/],
  ] as const)("refuses %j in a line", async (flags, message) => {
    const { stderr, code } = await pipeline("--out", join(directory, "refused"), ...flags);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it("asks for a directory", async () => {
    expect((await pipeline("--base", base)).stderr).toMatch(/^pipeline: --out: expected .*\n$/);
  });

  it("does nothing again, and prints a table of what was done", async () => {
    const out = doneRun("done");
    const before = readdirSync(out, { recursive: true });
    const { stdout, stderr, code } = await pipeline("--base", base, "--out", out);
    expect([stderr, code]).toEqual([STAGES.map((stage) => `${stage}: was done before\n`).join(""), 0]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^stage +reasoning pass@1 before +after +time$/);
    expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual([...STAGES]);
    expect(lines[1]).toMatch(
      /^zero +\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\] +\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\] +[\d.]+ min$/,
    );
    expect(readdirSync(out, { recursive: true })).toEqual(before);
  });

  it("prints a JSON line a stage and a last one with all of them", async () => {
    const { stdout, code } = await pipeline("--base", base, "--out", doneRun("json"), "--json");
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1).map(({ stage, again }) => [stage, again])).toEqual(STAGES.map((stage) => [stage, true]));
    expect(lines[0].after.reasoning["pass@1"]).toEqual({
      value: expect.any(Number),
      low: expect.any(Number),
      high: expect.any(Number),
    });
    expect(lines[1].sieves[0]).toMatchObject({ entered: expect.any(Number), kept: expect.any(Number) });
    expect(lines.at(-1).summary).toHaveLength(STAGES.length);
  });

  it("refuses a directory of another seed in a line", async () => {
    const { stderr, code } = await pipeline("--base", base, "--out", doneRun("other"), "--seed", 2);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^pipeline: zero: expected a stage of lineage \w{12}, got \w{12} \(scale \w+, seed \d+\): .*\n$/,
    );
  });

  it("names a broken report in a line", async () => {
    const out = doneRun("broken");
    writeFileSync(join(out, "zero", "report.json"), "{");
    const { stderr, code } = await pipeline("--base", base, "--out", out, "--stage", "zero");
    expect([stderr, code]).toEqual([
      'pipeline: zero/report.json: expected the JSON of a stage\'s report, got "{"\n',
      1,
    ]);
  });
});
