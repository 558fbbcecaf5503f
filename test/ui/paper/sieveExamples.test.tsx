import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import { createPaper, initialPaperState } from "../../../src/store/paper.ts";
import { groupOf, type PaperExamples } from "../../../src/store/paperExamples.ts";
import { PaperStorage } from "../../../src/store/paperStorage.ts";
import { SieveExamples } from "../../../src/ui/paper/SieveExamples.tsx";
import { ALL_LEVELS, matching, sieveRows, sourceText } from "../../../src/ui/paper/sieveText.ts";
import { PaperContext } from "../../../src/ui/paper/usePaper.ts";
import { fakeStageReports } from "../../support/fakeStageReports.ts";
import { sievedExample } from "../../support/sievedExample.ts";

const report = fakeStageReports()[3];
const sieve = report?.sieves[0];
const row = sieve && sieveRows(sieve)[0];
if (!report || !sieve || !row) throw new Error("expected a stage with a sieve");

function html(examples: PaperExamples | null): string {
  const paper = createPaper({ createWorker: null, storage: new PaperStorage(), baseUrl: "https://example.org/" });
  // What is rendered on a server is the state that a store begins with.
  const state = createStore(() => ({ ...initialPaperState(), examples }));
  const shown = createElement(SieveExamples, { report: report!, source: sieve!.source, row: row! });
  return renderToStaticMarkup(createElement(PaperContext, { value: { ...paper, state } }, shown));
}

const text = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll("&#x27;", "'");

describe("the browser of examples", () => {
  it("opens with the report's, and offers the others", () => {
    const shown = text(html(null));
    expect(shown).toContain("Wrong answer : 7 of 20,160");
    expect(shown).toContain("Read all 20,160");
    expect(shown).toContain("of 2 Next Last");
  });

  it("shows all of them, page by page, once they are read, and offers nothing more", () => {
    const all = Array.from({ length: 20_160 }, (_, i) => ({
      ...sievedExample({ why: `answer ${i}` }),
      filter: "wrong",
    }));
    const shown = text(html({ report, status: "ready", groups: new Map([[groupOf("sampled", "wrong"), all]]) }));
    expect(shown).toContain("Wrong answer : 20,160 Search");
    expect(shown).toContain("of 3,360 Next Last");
    expect(shown).toContain("Rejected: answer 5");
    expect(shown).not.toContain("answer 6");
    expect(shown).not.toContain("Read all");
  });

  it("keeps the report's and says why there are no others", () => {
    const missing = text(html({ report, status: "missing" }));
    expect(missing).toContain("The others did not come with this page: these can be read.");
    expect(missing).not.toContain("Read all");
    const failed = text(html({ report, status: "failed", problem: "x, line 2: expected y, got z" }));
    expect(failed).toContain("The others cannot be read (x, line 2: expected y, got z). Try again");
    const none = text(html({ report, status: "ready", groups: new Map() }));
    expect(none).toContain("The file holds 0 of the 20,160 that were counted.");
    for (const shown of [missing, failed, none]) expect(shown).toContain("Rejected: expected x = 5, got 6");
  });

  it("leaves another result's examples aside", () => {
    const other = fakeStageReports()[5];
    if (!other) throw new Error("expected six stages");
    expect(text(html({ report: other, status: "missing" }))).toContain("Read all");
  });
});

describe("matching", () => {
  const examples = [
    sievedExample({ why: "answer 7" }),
    sievedExample({ level: "logic", before: "Thought aloud" }),
    sievedExample({ response: "no" }),
  ];
  const found = (level: string, search: string): number[] =>
    matching(examples, level, search).map((one) => examples.findIndex((example) => example === one));

  it("finds text in prompt, response, what it was made from and why, and keeps to the level", () => {
    expect(found(ALL_LEVELS, "")).toEqual([0, 1, 2]);
    expect(found(ALL_LEVELS, "find x")).toEqual([0, 1, 2]);
    expect(found(ALL_LEVELS, "the answer is")).toEqual([0, 1]);
    expect(found(ALL_LEVELS, " ANSWER 7 ")).toEqual([0]);
    expect(found(ALL_LEVELS, "thought")).toEqual([1]);
    expect(found("equation", "answer")).toEqual([0]);
    expect(found("logic", "")).toEqual([1]);
    expect(found(ALL_LEVELS, "nowhere")).toEqual([]);
  });
});

describe("sourceText", () => {
  it("is silent before anybody asked, and at last says how they stand", () => {
    expect(sourceText(null, false, 30, 0)).toBe("");
    const ready: PaperExamples = { report, status: "ready", groups: new Map() };
    expect(sourceText(ready, true, 30, 30)).toBe("In the order in which they were made.");
    expect(sourceText(ready, false, 30, 30)).toBe("In the order of levels and prompts.");
  });

  it("tells one's own result from the shipped one", () => {
    expect(sourceText({ report, status: "missing" }, true, 30, 0)).toContain("this browser's storage");
    expect(sourceText({ report, status: "missing" }, false, 30, 0)).toContain("did not come with this page");
  });
});
