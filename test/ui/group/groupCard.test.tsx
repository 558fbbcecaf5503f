import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { GroupCard } from "../../../src/ui/group/GroupCard.tsx";
import type { QuantityId } from "../../../src/ui/trace/quantity.ts";
import { completionView, groupView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const RIGHT =
  "<think> try 6 : 5 * 6 = 30 + 9 = 39 yes hmm try 5 : 5 * 5 = 25 + 9 = 34 对 </think> <answer> 5 </answer> <eos>";
const right = completionView(PROBLEM, RIGHT, {
  reward: 1.1,
  rewardParts: { accuracy: 1, format: 0.1 },
  advantage: 0.41,
});
const wrong = completionView(PROBLEM, "<answer> 8 </answer> <eos>", { advantage: -2.02 });
const show = (completions: Parameters<typeof groupView>[1], quantity: QuantityId = "advantage"): string =>
  renderToStaticMarkup(
    createElement(GroupCard, { group: groupView(PROBLEM, completions), quantity, onRead: () => undefined }),
  );
const words = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/\s+/g, " ");

describe("GroupCard", () => {
  it("draws the baseline once, between the answers above and below", () => {
    const html = show([wrong, right, wrong, right, right]);
    expect(html.match(/group mean 0\.66/g)).toHaveLength(1);
    expect(html.indexOf("Answer 1, right")).toBeLessThan(html.indexOf("group mean"));
    expect(html.indexOf("group mean")).toBeLessThan(html.indexOf("Answer 2, wrong"));
    expect(html).toContain("×3");
    expect(html).toContain("×2");
  });

  it("says every mark and every verdict in words, not only in colour", () => {
    const html = show([right, wrong]);
    expect(html).toContain('role="img" aria-label="right"');
    expect(html).toContain('role="img" aria-label="wrong, tags not in order"');
    expect(words(html)).toContain("39 yes (mistaken) hmm try 5");
    expect(html).toContain('lang="zh">对<');
  });

  it("shows each token once, with its number for the tooltip", () => {
    const html = show([right], "entropy");
    const indices = [...html.matchAll(/data-i="(\d+)"/g)].map(([, index]) => Number(index));
    expect(indices).toEqual(right.tokens.map((_, i) => i));
    expect(html).toContain("undecided");
  });

  it("says that there is no gradient, and draws no baseline", () => {
    const html = show([right, right, right]);
    expect(words(html)).toContain("All three earned the same: no gradient.");
    expect(html).not.toContain("group mean");
  });
});
