import { textTable } from "../../src/cli/textTable.ts";
import type { BenchReport, BenchResult } from "./benchResult.ts";

/** The report for a person: one line a result, then growth, targets and what was left out. */
export function benchTable(report: BenchReport): string {
  const { adapter, host, cores, note } = report;
  return [
    `${host}, ${cores} cores\nadapter: ${adapter ?? "none"}\n`,
    note === undefined ? "" : `${note}\n`,
    ...Object.entries(report.peaks).map(
      ([path, { size, ours, tfjs, jax }]) =>
        `${path}: matmul of ${size}³, GFLOP/s: ours ${ours.toFixed(1)}, tfjs ${shown(tfjs)}, jax ${shown(jax)}\n`,
    ),
    "\ntokens/s\n",
    textTable([
      [
        "path",
        "op",
        "shape",
        "ours",
        "tfjs",
        "jax",
        "x tfjs",
        "x jax",
        "x 1 thread",
        "GFLOP/s",
        "of peak",
        "maps",
        "submits",
        "dispatches",
      ],
      ...report.results.map(row),
    ]),
    report.growth.length === 0 ? "" : "\nseconds a token, after over before (model operations a token)\n",
    textTable(
      report.growth.map(({ path, op, what, factor, flops_factor }) => [
        path,
        op,
        what,
        factor.toFixed(2),
        `(${flops_factor.toFixed(2)})`,
      ]),
    ),
    "\ntargets\n",
    textTable(
      report.targets.map(({ path, op, what, wanted, measured, reached, shape, best }) => [
        path,
        op,
        what,
        String(wanted),
        measured === null ? "not measured" : measured.toFixed(2),
        reached === null ? "" : reached ? "reached" : "missed",
        shape ?? "",
        best === null ? "" : `best ${best.toFixed(2)}`,
      ]),
    ),
    ...report.skipped.map(({ path, shape, reason }) => `left out: ${path}, ${shape}: ${reason}\n`),
    ...reasonsOf(report.results),
  ].join("");
}

const row = (r: BenchResult): string[] => [
  r.path,
  r.op,
  r.shape,
  r.ours.toFixed(0),
  shown(r.tfjs, 0),
  shown(r.jax, 0),
  shown(r.ratio_tfjs, 2),
  shown(r.ratio_jax, 2),
  shown(r.ratio_one_thread ?? null, 2),
  r.gflops.toFixed(2),
  `${(100 * r.share_of_peak).toFixed(0)} %`,
  String(r.maps),
  String(r.submits),
  String(r.dispatches),
];

const shown = (value: number | null, digits = 1): string => (value === null ? "–" : value.toFixed(digits));

const reasonsOf = (results: readonly BenchResult[]): string[] => [
  ...new Set(
    results.flatMap(({ path, reasons }) => Object.entries(reasons).map(([who, why]) => `${who} on ${path}: ${why}\n`)),
  ),
];
