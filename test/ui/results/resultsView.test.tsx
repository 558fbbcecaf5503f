import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { StageReport } from "../../../src/protocol/pipeline.ts";
import { ResultsView } from "../../../src/ui/results/ResultsView.tsx";
import { fakeReports } from "../../support/fakeReports.ts";

const show = (reports: StageReport[], source: "shipped" | "own" = "shipped"): string =>
  renderToStaticMarkup(createElement(ResultsView, { reports, source }));
const words = (html: string): string => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

const whole = show(fakeReports(undefined, 8));

describe("ResultsView", () => {
  it("has a row for every model, with marks in words, intervals and the paper's figures", () => {
    const table = /<table[^>]*stage-table.*?<\/table>/s.exec(whole)?.[0] ?? "";
    expect(table.match(/<tr/g)).toHaveLength(11);
    expect(words(table)).toMatch(/base 1\d % \d+–\d+ vote/);
    expect(words(table)).toMatch(/R1-Zero \d+ % \* differs \d+–\d+/);
    expect(words(table)).toContain("71.0 % R1-Zero vote 86.7 %");
    expect(words(table)).toContain("79.8 % R1");
    expect(words(table)).toContain("72.6 % distilled Qwen-32B");
    expect(words(table)).toContain("47.0 % Qwen-32B-Zero, RL only vote 60.0 %");
    expect(table.match(/tabindex="0"/gi)).toHaveLength(1);
  });

  it("says where the numbers are from and what they are worth", () => {
    expect(words(whole)).toContain("The run that comes with this page: tiny scale, seed 1, backend made up.");
    expect(words(whole)).toContain("120 held-out problems, 16 samples each at temperature 0.6, top-p 0.95.");
    expect(words(whole)).toContain("only the order of the rows is comparable, never the figures");
    expect(words(show(fakeReports(undefined, 2), "own"))).toContain("Your own run in this browser");
  });

  it("says whether R1 is ahead of R1-Zero as in the paper", () => {
    expect(words(whole)).toMatch(
      /In the paper, R1 reasons better than R1-Zero; .*: [+−]?[\d.]+ points, .*, from R1-Zero to R1\./,
    );
    expect(words(show(fakeReports(["zero"], 4)))).not.toContain("In the paper, R1 reasons");
  });

  it("gives every plot a sentence and a table of its numbers", () => {
    const plots = [...whole.matchAll(/<svg[^>]*role="img" aria-label="([^"]*)"/g)].map(([, label]) => label ?? "");
    expect(plots).toHaveLength(10 + 6 + 5 + 1);
    expect(plots.every((label) => /\d/.test(label))).toBe(true);
    expect(whole.match(/<details/g)).toHaveLength(4);
    expect(words(whole)).toContain("Clauses");
  });

  it("says not run of stages that are missing, and shows what there is", () => {
    const part = words(show(fakeReports(["zero"], 4)));
    expect(part.match(/not run/g)).toHaveLength(5);
    expect(part).toContain("From base to R1-Zero, reasoning pass@1 went from");
    const none = fakeReports(["zero"], 2).map((report) => ({ ...report, before: null, after: null }));
    expect(words(show(none, "own"))).toContain("Nothing of your own run has been measured yet.");
    expect(words(show([]))).toContain("No results come with this page.");
  });

  it("does without a pair where only one model is known", () => {
    const lonely = fakeReports(["zero"], 4).map((report) => ({ ...report, after: null }));
    const text = words(show(lonely));
    expect(text).toContain("One model has been measured so far.");
    expect(text).toContain("Two measured models are needed to compare.");
    expect(text).toContain("A stage of reinforcement learning and the one before it are needed.");
  });
});
