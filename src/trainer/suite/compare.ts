import type { Difference } from "../../lib/bootstrap.ts";
import type { SuiteResult } from "../../protocol/suite.ts";
import { compareMeasured, type PairedMetric, type Scope } from "../../world/comparison.ts";

/**
 * Paired bootstrap of the difference after − before between two results on the same problems, of a level or a domain.
 *
 * @returns null where nothing can be paired: other suites, or no problem in common that has the metric
 */
export const compareResults = (
  before: SuiteResult,
  after: SuiteResult,
  scope: Scope,
  metric: PairedMetric,
): Difference | null => compareMeasured(before, after, scope, metric);
