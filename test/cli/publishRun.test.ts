import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishRun } from "../../src/cli/publishRun.ts";
import { exampleLine, readExampleLines } from "../../src/pipeline/exampleLines.ts";
import type { StageReport } from "../../src/protocol/pipeline.ts";
import { fakeStageReports } from "../support/fakeStageReports.ts";
import { sievedExample } from "../support/sievedExample.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

const KEPT = [sievedExample({ response: "b" }), sievedExample({ response: "a" })];
const REJECTED = [sievedExample({ response: "c", filter: "wrong", why: "answer 7" })];

let directory: string;
let published: string;
beforeEach(() => {
  directory = temporaryDirectory();
  published = join(directory, "public");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A run with one stage that is done and leaves no checkpoint. */
function runOf(report: StageReport, name: string, kept = KEPT): string {
  const stage = join(directory, name, report.stage);
  mkdirSync(stage, { recursive: true });
  writeFileSync(join(stage, "report.json"), JSON.stringify(report));
  if (report.sieves.length > 0) {
    writeFileSync(join(stage, "kept.jsonl"), kept.map((one) => `${exampleLine(one)}\n`).join(""));
    writeFileSync(join(stage, "rejected.jsonl"), REJECTED.map((one) => `${exampleLine(one)}\n`).join(""));
  }
  return join(directory, name);
}

function distill(sieves: StageReport["sieves"]): StageReport {
  const [, , , rejection, , report] = fakeStageReports();
  if (!report || !rejection) throw new Error("expected reports of six stages");
  const { students: _, ...rest } = report;
  return { ...rest, sieves: sieves.length > 0 ? rejection.sieves : [] };
}

describe("publishRun", () => {
  const withSieves = distill(fakeStageReports().flatMap(({ sieves }) => sieves));
  const file = (): string => join(published, "pipeline", "distill.examples.jsonl.gz");

  it("packs every example of a stage with sieves into one file, the same bytes for the same examples", () => {
    publishRun(runOf(withSieves, "one"), published, [withSieves]);
    const first = readFileSync(file());
    const examples = readExampleLines(gunzipSync(first).toString("utf8"), "published");
    expect(examples).toEqual([KEPT[1], KEPT[0], REJECTED[0]]);
    expect(first.readUInt32LE(4)).toBe(0);
    publishRun(runOf(withSieves, "other", [...KEPT].reverse()), published, [withSieves]);
    expect(readFileSync(file()).equals(first)).toBe(true);
  });

  it("removes the examples of a stage that has none any more, and leaves those of a stage that is not in the run", () => {
    publishRun(runOf(withSieves, "one"), published, [withSieves]);
    publishRun(join(directory, "one"), published, []);
    expect(existsSync(file())).toBe(true);
    const without = distill([]);
    publishRun(runOf(without, "two"), published, [without]);
    expect(existsSync(file())).toBe(false);
  });

  it("names the file that is missing or broken", () => {
    const run = runOf(withSieves, "one");
    writeFileSync(join(run, "distill", "rejected.jsonl"), `${exampleLine(sievedExample({}))}\nno\n`);
    expect(() => publishRun(run, published, [withSieves])).toThrow(
      /rejected\.jsonl, line 2: expected an example with prompt and response, got "no"$/,
    );
    rmSync(join(run, "distill", "kept.jsonl"));
    expect(() => publishRun(run, published, [withSieves])).toThrow(/kept\.jsonl/);
  });
});
