import { type Difference, meanDifference, pairedDifferences } from "../lib/bootstrap.ts";
import { domainOf } from "./levels.ts";
import type { Domain, LevelId } from "./problem.ts";

/** A level, a domain, or all levels but the general ones. ("logic" and "science" are names of a level and of a domain.) */
export type Scope = { level: LevelId } | { domain: Domain | "reasoning" };

/** What is known of each problem, so that it can be compared in pairs. */
export type PairedMetric = "pass@1" | "cons" | "mean_length" | "helpful" | "harmless";

/** One problem of a suite as somebody did on it: what `SuiteProblem` has. */
interface MeasuredProblem {
  index: number;
  level: LevelId;
  right: number;
  vote: number;
  meanLength: number;
  helpful?: number | undefined;
  harmless?: number | undefined;
}

/** What a comparison needs of a `SuiteResult`. */
export interface Measured {
  suite: { hash: string };
  samples: number;
  problems: readonly MeasuredProblem[];
}

/**
 * The difference after − before of a metric on the problems that both were measured on, with a paired bootstrap over problems; over
 * a domain the unweighted mean over levels.
 *
 * @returns null where nothing can be paired: other suites, or no problem in common that has the metric
 */
export function compareMeasured(
  before: Measured,
  after: Measured,
  scope: Scope,
  metric: PairedMetric,
): Difference | null {
  if (before.suite.hash !== after.suite.hash) return null;
  const values = ({ samples, problems }: Measured) =>
    problems.flatMap((problem) => {
      const value = isWithin(problem.level, scope) ? valueOf(problem, samples, metric) : undefined;
      return value === undefined ? [] : [{ index: problem.index, level: problem.level, value }];
    });
  const differences = pairedDifferences(values(before), values(after), (a, b) => b.value - a.value);
  return meanDifference(differences);
}

function isWithin(level: LevelId, scope: Scope): boolean {
  if ("level" in scope) return level === scope.level;
  const domain = domainOf(level);
  return scope.domain === "reasoning" ? domain !== "general" : domain === scope.domain;
}

/** undefined where the problem has no such metric. */
function valueOf(problem: MeasuredProblem, samples: number, metric: PairedMetric): number | undefined {
  switch (metric) {
    case "pass@1":
      return problem.right / samples;
    case "cons":
      return problem.vote;
    case "mean_length":
      return problem.meanLength;
    default:
      return problem[metric];
  }
}
