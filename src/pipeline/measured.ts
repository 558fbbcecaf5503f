import type { SuiteResult } from "../protocol/suite.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { evaluateSuite, SUITE_SAMPLING } from "../trainer/suite/evaluateSuite.ts";
import { suiteHash, suiteProblems } from "../trainer/suite/suite.ts";
import { withPolicy } from "./checkpoints.ts";
import { remembered, type StageContext } from "./context.ts";
import { sampledBatches } from "./sampledBatches.ts";

/** Seed of the suite's sampling: the same for every stage and run, so that differences are not those of the draw. */
const SUITE_SEED = 999;

/** A checkpoint's results on the suite; measured once for each stage and name. */
export function measured(context: StageContext, name: string, checkpoint: Checkpoint): Promise<SuiteResult> {
  const { samples } = context.settings.suite;
  const problems = suiteProblems(context.settings.suite.problems);
  const asked = { suite: suiteHash(problems), samples, seed: SUITE_SEED, ...SUITE_SAMPLING };
  return remembered(context, `suite-${name}`, (part) =>
    withPolicy(part, checkpoint, async (policy) => {
      const result = await evaluateSuite(policy, {
        problems,
        samples,
        seed: SUITE_SEED,
        batches: sampledBatches(part, "suite", asked),
        hooks: {
          // A batch is kept before the place to stop that comes with it.
          pausePoint: async () => {},
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
