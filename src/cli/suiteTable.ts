import type { SuiteMetrics, SuiteResult } from "../protocol/suite.ts";
import { textTable } from "./textTable.ts";

/** Columns that are no shares. */
const LENGTHS = new Set(["mean_length", "thinking_length"]);
const GENERAL = ["helpful", "harmless", "format", "mean_length", "truncated"];

/** A result of the suite to read: reasoning levels with their domains' means, then general levels, each with its 95 % interval. */
export function suiteTable(result: SuiteResult): string {
  const { samples, domains, levels } = result;
  const reasoning = ["pass@1", `cons@${samples}`, ...(samples > 1 ? [`pass@${samples}`] : [])].concat(
    "format",
    "mean_length",
    "thinking_length",
    "aha_rate",
    "superficial_rate",
    "language_consistency",
    "truncated",
  );
  const part = (
    general: boolean,
    metrics: readonly string[],
    means: readonly (keyof SuiteResult["domains"])[],
  ): string => {
    const found = levels.filter(({ domain }) => (domain === "general") === general);
    if (found.length === 0) return "";
    const rows = found.map(({ level, n, metrics: values }) => [
      level,
      String(n),
      ...metrics.map((name) => cell(values, name)),
    ]);
    const summary = means
      .filter((domain) => Object.keys(domains[domain]).length > 0)
      .map((domain) => [`mean ${domain}`, "", ...metrics.map((name) => cell(domains[domain], name))]);
    return textTable([["level", "n", ...metrics], ...rows, ...summary]);
  };
  return [
    part(false, reasoning, ["maths", "programs", "logic", "science", "reasoning"]),
    part(true, GENERAL, ["general"]),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

function cell(metrics: SuiteMetrics, name: string): string {
  const found = metrics[name];
  if (found === undefined) return "-";
  const digits = LENGTHS.has(name) ? 1 : 3;
  return `${found.value.toFixed(digits)} [${found.low.toFixed(digits)}, ${found.high.toFixed(digits)}]`;
}
