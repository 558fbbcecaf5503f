import "fake-indexeddb/auto";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { exampleLine, sortedExampleLines, type SievedExample } from "../../src/pipeline/exampleLines.ts";
import { DatabaseStore } from "../../src/pipeline/databaseStore.ts";
import { createPaper } from "../../src/store/paper.ts";
import type { Paper } from "../../src/store/paper.types.ts";
import { examplesOf, groupOf } from "../../src/store/paperExamples.ts";
import { PaperStorage } from "../../src/store/paperStorage.ts";
import { pipelineFile } from "../../src/store/pipelineArtifacts.ts";
import { fakeStageReports } from "../support/fakeStageReports.ts";
import { sievedExample } from "../support/sievedExample.ts";

const EXAMPLES: readonly SievedExample[] = [
  sievedExample({ response: "1" }),
  sievedExample({ response: "2", filter: "wrong", why: "answer 2" }),
  sievedExample({ response: "3", filter: "wrong", why: "answer 3" }),
  sievedExample({ response: "4", source: "general", filter: "wrong", why: "answer 4" }),
];
const LINES = sortedExampleLines(EXAMPLES);
const [, , , REPORT, , OTHER] = fakeStageReports();
if (!REPORT || !OTHER) throw new Error("expected reports of six stages");

let asked: string[];
beforeEach(() => {
  asked = [];
});

function paperWith(answer: () => Response | Promise<Response>): Paper {
  return createPaper({
    createWorker: null,
    storage: new PaperStorage("examples-test"),
    baseUrl: "https://example.org/lab/",
    fetchFile: async (input) => {
      asked.push(String(input));
      return answer();
    },
  });
}

/** The responses of each group, or what the page knows instead. */
function found(paper: Paper, report = REPORT) {
  const files = report && examplesOf(paper.state.getState(), report);
  if (files?.status !== "ready") return files;
  return (source: string, filter: string | null) =>
    files.groups.get(groupOf(source, filter))?.map(({ response }) => response);
}

describe("the examples of a shipped result", () => {
  it.each([
    ["packed", () => new Response(new Uint8Array(gzipSync(LINES)))],
    ["unpacked on the way", () => new Response(LINES)],
  ])("are fetched once, on demand, %s, and found by sieve and filter", async (_, answer) => {
    const paper = paperWith(answer);
    expect(found(paper)).toBeNull();
    const first = paper.actions.readExamples(REPORT);
    expect(found(paper)).toMatchObject({ status: "reading" });
    await Promise.all([first, paper.actions.readExamples(REPORT)]);
    await paper.actions.readExamples(REPORT);
    expect(asked).toEqual(["https://example.org/lab/pipeline/rejection.examples.jsonl.gz"]);
    const of = found(paper);
    if (typeof of !== "function") throw new Error("expected examples");
    expect(of("sampled", null)).toEqual(["1"]);
    expect(of("sampled", "wrong")).toEqual(["2", "3"]);
    expect(of("general", "wrong")).toEqual(["4"]);
    expect(of("general", null)).toBeUndefined();
    expect(examplesOf(paper.state.getState(), OTHER)).toBeNull();
  });

  it("are missing where the page came without them", async () => {
    const paper = paperWith(() => new Response("", { status: 404 }));
    await paper.actions.readExamples(REPORT);
    expect(found(paper)).toMatchObject({ status: "missing" });
  });

  it.each([
    [
      () => Promise.reject(new TypeError("Failed to fetch")),
      "pipeline/rejection.examples.jsonl.gz: expected a file that can be read, got Failed to fetch",
    ],
    [
      () => new Response("", { status: 500 }),
      "pipeline/rejection.examples.jsonl.gz: expected a file that can be read, got status 500",
    ],
    [() => new Response("<html>"), "pipeline/rejection.examples.jsonl.gz, line 1: expected a JSON object, got <html>"],
  ])("say why they cannot be read, and can be asked for again", async (answer, problem) => {
    let broken = true;
    const paper = paperWith(() => (broken ? answer() : new Response(LINES)));
    await paper.actions.readExamples(REPORT);
    expect(found(paper)).toMatchObject({ status: "failed", problem });
    broken = false;
    await paper.actions.readExamples(REPORT);
    expect(found(paper)).toBeTypeOf("function");
  });

  it("of the stage that was asked for last are kept, whichever comes first", async () => {
    const waiting: ((answer: Response) => void)[] = [];
    const paper = paperWith(() => new Promise((resolve) => waiting.push(resolve)));
    const first = paper.actions.readExamples(REPORT);
    const second = paper.actions.readExamples(OTHER);
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.(new Response(LINES));
    await second;
    waiting[0]?.(new Response(LINES));
    await first;
    expect(found(paper)).toBeNull();
    expect(found(paper, OTHER)).toBeTypeOf("function");
  });
});

describe("the examples of one's own result", () => {
  const own = { id: "own", savedAt: 1, settings: paperWith(() => new Response()).state.getState().settings };

  it("are missing before the pipeline's database is there, which is not made", async () => {
    expect(await pipelineFile("rejection@x/kept.jsonl")).toBeNull();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("aha-lab-pipeline");
  });

  it("are read from the database, nothing is fetched", async () => {
    const folder = `rejection@${REPORT.lineage}`;
    const store = new DatabaseStore();
    const paper = paperWith(() => new Response("", { status: 404 }));
    paper.state.setState({ own: [{ ...own, report: REPORT }] });
    const write = (name: string, kept: boolean): Promise<void> => {
      const lines = EXAMPLES.filter(({ filter }) => (filter === undefined) === kept).map(exampleLine);
      return store.write(`${folder}/${name}.jsonl`, new TextEncoder().encode(`${lines.join("\n")}\n`));
    };
    await write("kept", true);
    await paper.actions.readExamples(REPORT);
    expect(found(paper)).toMatchObject({ status: "missing" });
    await write("rejected", false);
    await paper.actions.readExamples(REPORT);
    const of = found(paper);
    if (typeof of !== "function") throw new Error("expected examples");
    expect(of("sampled", null)).toEqual(["1"]);
    expect(of("sampled", "wrong")).toEqual(["2", "3"]);
    expect(asked).toEqual([]);
  });
});
