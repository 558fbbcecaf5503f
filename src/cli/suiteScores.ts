import type { Policy } from "../engine/policy.ts";
import type { SuiteResult } from "../protocol/suite.ts";
import { NO_HOOKS } from "../trainer/stepHooks.ts";
import { evaluateSuite } from "../trainer/suite/evaluateSuite.ts";
import { readable } from "../trainer/suite/readable.ts";
import { suiteProblems } from "../trainer/suite/suite.ts";
import type { LevelId } from "../world/problem.ts";
import { ALL_LEVELS, domainOf } from "../world/tasks/index.ts";
import { ProgressLine } from "./progressLine.ts";

/** What `--suite` accepts: everything, a domain, or every level but the general ones. */
export const SUITE_NAMES: readonly string[] = ["all", "reasoning", ...new Set(ALL_LEVELS.map(domainOf))];

export interface SuiteScoreOptions {
  /** One of SUITE_NAMES. */
  suite: string;
  /** Per level. */
  problems: number;
  samples: number;
  seed: number;
  temperature: number;
  topP: number;
  maxNewTokens: number;
}

/** The policy on the suite; progress on stderr. `missing`: levels that it cannot read. */
export async function suiteScores(
  policy: Policy,
  { suite, problems: perLevel, ...options }: SuiteScoreOptions,
): Promise<{ result: SuiteResult; missing: string[] }> {
  const problems = suiteProblems(
    perLevel,
    ALL_LEVELS.filter((level) => isIn(level, suite)),
  );
  const line = new ProgressLine();
  const result = await evaluateSuite(policy, {
    ...options,
    problems,
    hooks: {
      ...NO_HOOKS,
      onProgress: (_, fraction, rate) =>
        line.show(() => `evaluating ${Math.round(100 * fraction)} % · ${Math.round(rate)} tokens/s`),
    },
  });
  return { result, missing: readable(problems, policy.shape.vocabSize).missing };
}

function isIn(level: LevelId, suite: string): boolean {
  const domain = domainOf(level);
  return suite === "all" || suite === domain || (suite === "reasoning" && domain !== "general");
}
