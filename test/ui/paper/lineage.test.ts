import { describe, expect, it } from "vitest";
import { initialPaperState } from "../../../src/store/paper.ts";
import type { PaperState } from "../../../src/store/paper.types.ts";
import { lineageOf, lineageSentence } from "../../../src/ui/paper/lineage.ts";
import { fakeStageReports } from "../../support/fakeStageReports.ts";

const REPORTS = fakeStageReports();
const shipped: PaperState = {
  ...initialPaperState(),
  shipped: Object.fromEntries(REPORTS.map((report) => [report.stage, report])),
};
const [ZERO] = REPORTS;
if (!ZERO) throw new Error("expected a report");

describe("lineageOf", () => {
  it("joins what was made to what was made from it, by content", () => {
    const { nodes, edges } = lineageOf(shipped);
    const label = (id: string): string => nodes.find((node) => node.id === id)?.label ?? "?";
    const joined = edges.map(({ from, to }) => `${label(from)} > ${label(to)}`);
    expect(joined).toContain("base-mini > R1-Zero");
    expect(joined).toContain("R1-Zero > 4,884 examples");
    expect(joined).toContain("4,884 examples > Cold start");
    expect(joined).toContain("helpful > Second RL");
    expect(joined).toContain("Second RL > 6 students");
    expect(joined.join()).not.toContain("?");
  });

  it("draws left to right, and no two nodes in one place", () => {
    const { nodes, edges, columns, rows } = lineageOf(shipped);
    const places = nodes.map(({ column, row }) => `${column} ${row}`);
    expect(new Set(places).size).toBe(nodes.length);
    for (const { from, to } of edges) {
      const [a, b] = [from, to].map((id) => nodes.find((node) => node.id === id)?.column ?? -1);
      expect(a).toBeLessThan(b ?? -1);
    }
    expect(Math.max(...nodes.map(({ column }) => column))).toBe(columns - 1);
    expect(Math.max(...nodes.map(({ row }) => row))).toBe(rows - 1);
  });

  it("gives parents that no known result made a place each", () => {
    const parents = [{ name: "second-rl", sha256: "gone" }];
    const distill = REPORTS.at(-1);
    if (!distill) throw new Error("expected a report");
    const { nodes } = lineageOf({ ...shipped, shipped: { ...shipped.shipped, distill: { ...distill, parents } } });
    expect(new Set(nodes.map(({ column, row }) => `${column} ${row}`)).size).toBe(nodes.length);
  });

  it("puts one's own lineage beside the shipped one, from the same base", () => {
    const checkpoint = { name: "zero", sha256: "mine" };
    const report = { ...ZERO, lineage: "own", checkpoint };
    const state = { ...shipped, own: [{ id: "zero/own", savedAt: 1, settings: shipped.settings, report }] };
    const lineage = lineageOf(state);
    const mine = lineage.nodes.find(({ id }) => id === "mine");
    expect(mine).toMatchObject({ own: true, stage: "zero", result: "zero/own", column: 1 });
    expect(mine?.row).toBeGreaterThan(0);
    expect(mine && lineageSentence(mine, lineage)).toBe("R1-Zero (seed 1, own), yours: from base-mini");
  });

  it("is empty where nothing is known", () => {
    expect(lineageOf(initialPaperState())).toMatchObject({ nodes: [], edges: [] });
  });
});
