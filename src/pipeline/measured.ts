import type { SuiteResult } from "../protocol/suite.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { evaluateSuite } from "../trainer/suite/evaluateSuite.ts";
import { suiteProblems } from "../trainer/suite/suite.ts";
import { withPolicy } from "./checkpoints.ts";
import { remembered, type StageContext } from "./context.ts";

/** Seed of the suite's sampling: the same for every stage and run, so that differences are not those of the draw. */
const SUITE_SEED = 999;

/** A checkpoint's results on the suite; measured once for each stage and name. */
export function measured(context: StageContext, name: string, checkpoint: Checkpoint): Promise<SuiteResult> {
  const { problems, samples } = context.settings.suite;
  return remembered(context, `suite-${name}`, () =>
    withPolicy(context, checkpoint, async (policy) => {
      const result = await evaluateSuite(policy, {
        problems: suiteProblems(problems),
        samples,
        seed: SUITE_SEED,
        hooks: {
          pausePoint: () => context.pausePoint(),
          onProgress: (_, fraction, rate) =>
            void context.clock.at(fraction, `measuring ${name} · ${Math.round(rate)} tokens/s`),
        },
      });
      const lengths = result.problems.reduce((sum, { meanLength }) => sum + meanLength, 0);
      context.cost.sampledTokens += Math.round(lengths * samples);
      return result;
    }),
  );
}
