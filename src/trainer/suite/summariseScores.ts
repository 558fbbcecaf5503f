import { drawResamples, meanOfStrata, percentileInterval, resampledMeans } from "../../lib/bootstrap.ts";
import { Rng } from "../../lib/rng.ts";
import type { SuiteLevel, SuiteMetrics, SuiteResult } from "../../protocol/suite.ts";
import type { LevelId } from "../../world/problem.ts";
import { domainOf } from "../../world/tasks/index.ts";
import type { ProblemScore } from "./scoreProblem.ts";

/** A metric of a level: its mean over problems, and the same of each resample. */
interface Resampled {
  value: number;
  means: Float64Array;
}

type LevelMetrics = Map<string, Resampled>;

/**
 * Means with bootstrap intervals: of each level over its problems, of each domain the unweighted mean over its levels, resampled within
 * each level. A domain without a measured level has no metrics.
 *
 * @param seed of the resampling
 */
export function summariseScores(
  scores: readonly ProblemScore[],
  seed: number,
): Pick<SuiteResult, "levels" | "domains"> {
  const byLevel = new Map<LevelId, ProblemScore[]>();
  for (const score of scores) {
    const { level } = score.summary;
    byLevel.set(level, [...(byLevel.get(level) ?? []), score]);
  }
  const resampled = new Map([...byLevel].map(([level, found]) => [level, resampleLevel(level, found, seed)]));
  const levels = [...resampled].map(([level, metrics]): SuiteLevel => ({
    level,
    domain: domainOf(level),
    n: byLevel.get(level)?.length ?? 0,
    metrics: intervals(metrics),
  }));
  const over = (test: (level: LevelId) => boolean): SuiteMetrics =>
    intervals(meanOverLevels([...resampled].filter(([level]) => test(level)).map(([, metrics]) => metrics)));
  return {
    levels,
    domains: {
      maths: over((level) => domainOf(level) === "maths"),
      programs: over((level) => domainOf(level) === "programs"),
      logic: over((level) => domainOf(level) === "logic"),
      science: over((level) => domainOf(level) === "science"),
      general: over((level) => domainOf(level) === "general"),
      reasoning: over((level) => domainOf(level) !== "general"),
    },
  };
}

/** All metrics of a level are resampled with the same draws, made once. */
function resampleLevel(level: LevelId, scores: readonly ProblemScore[], seed: number): LevelMetrics {
  const draws = drawResamples(Rng.of(seed, "bootstrap", level), scores.length);
  const names = Object.keys(scores[0]?.metrics ?? {});
  return new Map(
    names.map((name) => {
      const values = scores.map(({ metrics }) => metrics[name] as number);
      const value = values.reduce((sum, x) => sum + x, 0) / values.length;
      return [name, { value, means: resampledMeans(values, draws) }];
    }),
  );
}

function meanOverLevels(levels: readonly LevelMetrics[]): LevelMetrics {
  const names = [...(levels[0]?.keys() ?? [])];
  return new Map(
    names.map((name) => {
      const found = levels.map((metrics) => metrics.get(name) as Resampled);
      const value = found.reduce((sum, one) => sum + one.value, 0) / found.length;
      return [name, { value, means: meanOfStrata(found.map(({ means }) => means)) }];
    }),
  );
}

const intervals = (metrics: LevelMetrics): SuiteMetrics =>
  Object.fromEntries([...metrics].map(([name, { value, means }]) => [name, percentileInterval(value, means)]));
