import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialPaperState } from "../../../src/store/paper.ts";
import { STAGES } from "../../../src/recipes/stages.ts";
import { ablationRows, priceText } from "../../../src/ui/paper/ablation.ts";
import { chartWords, linePath, pointsOf, spreadEnds } from "../../../src/ui/paper/lineChart.ts";
import { measuresOf, suiteText } from "../../../src/ui/paper/measures.ts";
import { levelsOf, pageOf, sieveRows } from "../../../src/ui/paper/sieveText.ts";
import { COMMON_FIELDS, readField, STAGE_FIELDS } from "../../../src/ui/paper/stageFields.ts";
import { fakeStageReports, fakeSuite } from "../../support/fakeStageReports.ts";

const REPORTS = fakeStageReports();

describe("sieveRows", () => {
  const sieves = REPORTS.flatMap((report) => report.sieves);

  it("narrows from everything to what is kept, and loses nothing on the way", () => {
    expect(sieves.length).toBeGreaterThan(3);
    for (const sieve of sieves) {
      const rows = sieveRows(sieve);
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(sieve.entered);
      const left = rows.map((row) => row.left);
      expect(left).toEqual([...left].sort((a, b) => b - a));
      expect(rows.at(-1)).toMatchObject({ id: "kept", count: sieve.kept });
      expect(rows.at(-2)?.left).toBeCloseTo(sieve.kept / sieve.entered);
    }
  });

  it("does not divide by an empty sieve", () => {
    const [row] = sieveRows({ source: "general", entered: 0, filters: [], kept: 0, keptByLevel: {}, examples: [] });
    expect(row?.left).toBe(0);
  });

  it("lists each level once", () => {
    expect(levelsOf(sieves[0]?.examples ?? [])).toEqual(["countdown-3", "equation"]);
  });
});

describe("pageOf", () => {
  it("shows every item on exactly one page", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const { pages } = pageOf(items, 1, size);
        const shown = Array.from({ length: pages }, (_, i) => pageOf(items, i + 1, size).items).flat();
        expect(shown).toEqual(items);
        expect(pageOf(items, pages + 5, size).page).toBe(pages);
        expect(pageOf(items, -1, size).page).toBe(1);
      }),
    );
  });
});

describe("measuresOf", () => {
  it("compares in pairs where the same problems were measured", () => {
    const rows = measuresOf(fakeSuite(0.2), fakeSuite(0.6));
    const [first] = rows;
    expect(first).toMatchObject({ label: "Reasoning, pass@1", change: { direction: "higher" } });
    expect(first?.change?.difference?.value).toBeCloseTo(0.4, 1);
    expect(rows.find(({ label }) => label === "Language consistency")?.change?.difference).toBeNull();
  });

  it("falls back to the intervals where nothing can be paired", () => {
    const other = { ...fakeSuite(0.6), suite: { version: 2, hash: "other" } };
    expect(measuresOf(fakeSuite(0.2), other)[0]?.change).toEqual({ direction: "higher", difference: null });
    expect(measuresOf(fakeSuite(0.58), other)[0]?.change).toEqual({ direction: null, difference: null });
  });

  it("says nothing about a change with one end missing, and leaves out what was not measured at all", () => {
    expect(measuresOf(null, fakeSuite(0.6)).every(({ change }) => change === null)).toBe(true);
    expect(measuresOf(null, null)).toEqual([]);
    expect(suiteText(fakeSuite(0.5))).toContain("n = 60");
  });
});

describe("ablation", () => {
  const runs = REPORTS.flatMap((report) => report.ablation ?? []);

  it("keeps every seed and takes the mean of each arm", () => {
    const [consistency] = ablationRows(runs);
    expect(consistency?.arms.map(({ seeds }) => seeds.length)).toEqual([3, 3]);
    expect(consistency?.arms[0]?.mean).toBeCloseTo(0.982);
  });

  it("states the price as a difference of means", () => {
    expect(priceText(ablationRows(runs))).toMatch(/Over 3 seeds each.* 3\.0 points lower with it\.$/);
  });

  it("has no rows with one arm missing", () => {
    expect(ablationRows(runs.filter(({ weight }) => weight > 0))).toEqual([]);
    expect(priceText([])).toBeNull();
  });
});

describe("line charts", () => {
  const history = [1, 2, 3].map((step) => ({ step, metrics: step === 2 ? {} : { reward: step / 10 } }));

  it("leave out steps without the metric", () => {
    expect(pointsOf(history, "reward")).toEqual([
      [1, 0.1],
      [3, 0.3],
    ]);
    expect(pointsOf([{ step: 1, metrics: { reward: Number.NaN } }], "reward")).toEqual([]);
  });

  it("draw through every point and say both ends in words", () => {
    const points = pointsOf(history, "reward");
    expect(
      linePath(
        points,
        0,
        (x) => 10 * x,
        (y) => 100 * y,
      ),
    ).toBe("M10.0 10.0L30.0 30.0");
    expect(chartWords("Reward", "reward", [{ label: "r", colour: "ink", points }])).toBe(
      "Reward: from 0.10 at step 1 to 0.30 at step 3.",
    );
    expect(chartWords("Reward", "reward", [{ label: "r", colour: "ink", points: [] }])).toBe("Reward: not measured.");
  });

  it("move labels apart that would cover each other", () => {
    expect(spreadEnds([{ y: 50 }, { y: 48 }]).map(({ y }) => y)).toEqual([48, 61]);
  });
});

describe("settings of the stages", () => {
  const { settings } = initialPaperState();
  const fields = [...COMMON_FIELDS, ...STAGES.flatMap((stage) => STAGE_FIELDS[stage].flatMap((group) => group.fields))];

  it("each writes what it reads, and nothing else", () => {
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    for (const field of fields) {
      const before = field.read(settings);
      expect(before, field.id).toBeGreaterThanOrEqual(field.min);
      expect(before, field.id).toBeLessThanOrEqual(field.max);
      const other = field.write(settings, field.max);
      expect(field.read(other)).toBe(field.max);
      expect(fields.filter(({ read }) => read(other) !== read(settings)).length).toBeLessThanOrEqual(1);
    }
  });

  it("refuse what is no number, no whole number or out of range, and say so", () => {
    const [field] = COMMON_FIELDS;
    if (!field) throw new Error("expected a field");
    expect(readField(field, " 7 ")).toEqual({ value: 7 });
    for (const text of ["", "x", "1.5", "-1", "1e99"]) expect(readField(field, text)).toHaveProperty("problem");
  });
});
