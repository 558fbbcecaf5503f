import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/rl/config.ts";
import { SeriesStore } from "../../../src/store/series.ts";
import { chartLines, evaluationData } from "../../../src/ui/curves/chartLines.ts";
import { accuracyChart, smallCharts } from "../../../src/ui/curves/chartSpec.ts";
import { chartSummary } from "../../../src/ui/curves/chartSummary.ts";
import { chartCsv, chartTable, readableTable } from "../../../src/ui/curves/chartTable.ts";
import { readoutText, recordedReadout } from "../../../src/ui/curves/readoutText.ts";
import { recordedText } from "../../../src/ui/curves/recordedText.ts";
import { tickText, valueText } from "../../../src/ui/curves/valueText.ts";
import type { Evaluation } from "../../../src/protocol/messages.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const evaluation = (step: number, pass: number): Evaluation => ({
  step,
  samples: 16,
  seed: 1,
  levels: {},
  mean: { n: 36, "pass@1": pass, "pass@1_ci": [pass - 0.05, pass + 0.05], "cons@16": pass + 0.2 },
});

function run() {
  const series = new SeriesStore();
  series.append({ step: 1, metrics: { "completions/mean_length": 24, "rewards/accuracy/mean": 0.2 } });
  series.append({ step: 2, metrics: { "completions/mean_length": 50, "rewards/accuracy/mean": 0.3 } });
  series.append({ step: 3, metrics: { "completions/mean_length": 47, "rewards/accuracy/mean": 0.4 } });
  return { series, evaluations: [evaluation(0, 0.17), evaluation(3, 0.5)], earlierRuns: [], recordedRun: null };
}

const lengthSpec = smallCharts(DEFAULT_CONFIG).find(({ id }) => id === "length")!;
const accuracySpec = accuracyChart(16);

describe("chartSummary", () => {
  it("says in a sentence what the line did", () => {
    expect(plain(chartSummary(lengthSpec, chartLines(lengthSpec, run())))).toBe(
      "Response length: length from 24 tokens at step 1 to 47 tokens at step 3, highest 50 tokens at step 2.",
    );
    const empty = { ...run(), series: new SeriesStore() };
    expect(chartSummary(lengthSpec, chartLines(lengthSpec, empty))).toBe("Response length: nothing measured yet.");
  });
});

describe("readoutText", () => {
  it("shows the values of a step and the last measurement before it", () => {
    const lines = chartLines(accuracySpec, run());
    expect(plain(readoutText(accuracySpec, lines, 2))).toBe("pass@1 17 %, vote of 16 37 %, training 30 %");
    expect(plain(readoutText(accuracySpec, lines, null))).toBe("pass@1 50 %, vote of 16 70 %, training 40 %");
    expect(readoutText(lengthSpec, chartLines(lengthSpec, run()), 2)).toBe("50 tokens");
    expect(readoutText(lengthSpec, chartLines(lengthSpec, run()), 0)).toBe("");
  });
});

describe("the recorded run", () => {
  const recordedRun = {
    version: 1 as const,
    config: { ...DEFAULT_CONFIG, seed: 7, prompts: 32, groupSize: 16 },
    command: "",
    backend: "wasm",
    history: [],
    evaluations: [evaluation(0, 0.2), evaluation(200, 0.8)],
  };

  it("speaks in the readout while the run has no values of its own", () => {
    const before = { ...run(), series: new SeriesStore(), evaluations: [], recordedRun };
    const lines = chartLines(accuracySpec, before);
    expect(plain(recordedReadout(accuracySpec, lines, null))).toBe("recorded run, seed 7: 20 % to 80 % in 200 steps");
    expect(plain(recordedReadout(accuracySpec, lines, 50))).toBe("recorded run, seed 7: 20 %");
    expect(recordedReadout(accuracySpec, chartLines(accuracySpec, run()), null)).toBe("");
    expect(readableTable(lines).rows.map(({ step }) => step)).toEqual([0, 200]);
  });

  it("stands beside the run's own steps in the table, not above them", () => {
    const rows = readableTable(chartLines(accuracySpec, { ...run(), recordedRun })).rows;
    expect(rows.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  });

  it("is named with seed, size, n and intervals", () => {
    expect(plain(recordedText(recordedRun))).toBe(
      "A run recorded beforehand with this program: R1-Zero, seed 7, 32 questions × 16 answers a step, backend wasm. " +
        "pass@1 went from 20 % (15 to 25) to 80 % (75 to 85) in 200 steps, n = 36 × 16.",
    );
    expect(recordedText({ ...recordedRun, evaluations: [] })).not.toContain("pass@1");
  });
});

describe("chartTable and chartCsv", () => {
  it("hold every step with intervals where there are some", () => {
    const table = chartTable(chartLines(accuracySpec, run()));
    expect(table.rows.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(table.rows[0]!.cells).toEqual([
      { value: 0.17, low: 0.17 - 0.05, high: 0.17 + 0.05 },
      { value: 0.17 + 0.2, low: 0.17 + 0.2, high: 0.17 + 0.2 },
      null,
    ]);
    const csv = chartCsv(chartLines(accuracySpec, run())).split("\n");
    expect(csv[0]).toBe("step,pass@1,pass@1_low,pass@1_high,cons@16,cons@16_low,cons@16_high,rewards/accuracy/mean");
    expect(csv[2]).toBe("1,,,,,,,0.2");
    expect(csv).toHaveLength(5);
  });
});

describe("chartLines", () => {
  it("puts recorded and earlier runs behind the run, with the same measure", () => {
    const { series, ...rest } = run();
    const recordedRun = {
      version: 1 as const,
      config: { ...DEFAULT_CONFIG, seed: 9 },
      command: "",
      backend: "wasm",
      history: series.history(),
      evaluations: [],
    };
    const earlierRuns = [
      { id: 1, label: "run 1, seed 1", config: DEFAULT_CONFIG, history: series.history().slice(0, 2), evaluations: [] },
    ];
    const lines = chartLines(lengthSpec, { series, ...rest, earlierRuns, recordedRun });
    expect(lines.map(({ role, label, values }) => [role, label, Array.from(values)])).toEqual([
      ["earlier", "run 1, seed 1", [24, 50]],
      ["recorded", "recorded run, seed 9", [24, 50, 47]],
      ["live", "length", [24, 50, 47]],
    ]);
  });

  it("skips evaluations that lack the measure", () => {
    expect(evaluationData("cons@4", run().evaluations).steps).toEqual([]);
  });
});

describe("smallCharts", () => {
  it("adds a line for every reward that is switched on", () => {
    const parts = (config: typeof DEFAULT_CONFIG) =>
      smallCharts(config)
        .find(({ id }) => id === "reward")!
        .lines.map(({ metric }) => metric);
    expect(parts(DEFAULT_CONFIG)).toEqual(["reward", "rewards/accuracy/mean", "rewards/format/mean"]);
    expect(parts({ ...DEFAULT_CONFIG, rewardLanguage: 0.3 })).toContain("rewards/language/mean");
  });
});

describe("valueText", () => {
  it("is as exact as the quantity deserves", () => {
    expect(plain(valueText(0.617, "share"))).toBe("62 %");
    expect(plain(valueText(0.0123, "share"))).toBe("1.2 %");
    expect(plain(valueText(0, "share"))).toBe("0 %");
    expect(valueText(-0.5, "reward")).toBe("−0.50");
    expect(valueText(7.25, "tokens")).toBe("7.3 tokens");
    expect(tickText(0.005, "share")).toBe("0.5 %");
    expect(tickText(0.30000000000000004, "number")).toBe("0.3");
  });
});
