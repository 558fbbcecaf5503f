import { drawResamples, percentileInterval, resampledMeans } from "../lib/bootstrap.ts";
import { Rng } from "../lib/rng.ts";
import type { RewardModelKind, RewardModelReport, RewardModelSettings } from "../protocol/pipeline.ts";
import type { Interval } from "../protocol/suite.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { harmlessExamples } from "../trainer/preferences/harmlessExamples.ts";
import { helpfulPairs } from "../trainer/preferences/helpfulPairs.ts";
import { judgeExamples } from "../trainer/preferences/judgeExamples.ts";
import { GenerativeJudge } from "../trainer/rewardModels/generativeJudge.ts";
import { HarmlessTrainer } from "../trainer/rewardModels/harmlessTrainer.ts";
import { HelpfulTrainer } from "../trainer/rewardModels/helpfulTrainer.ts";
import { judgeSequence } from "../trainer/rewardModels/judgeText.ts";
import { RewardModel } from "../trainer/rewardModels/rewardModel.ts";
import type { FineTuner, FineTuneProgress } from "../trainer/sft/fineTuner.ts";
import { SftTrainer } from "../trainer/sft/sftTrainer.ts";
import type { Policy } from "../engine/policy.ts";
import { ensureCheckpoint, withPolicy } from "./checkpoints.ts";
import { remembered, type StageContext } from "./context.ts";
import { tune } from "./training.ts";

const SHOWN = 12;
/** Held-out pairs or examples, for each one trained on. */
const HELD_OUT_SHARE = 0.15;

type Examples = RewardModelReport["examples"];

/** A reward model, trained from the start checkpoint unless it is stored, and how good it is on what it has not seen. */
export async function rewardModel(
  context: StageContext,
  kind: RewardModelKind,
  start: Checkpoint,
  settings: RewardModelSettings,
): Promise<{ checkpoint: Checkpoint; report: RewardModelReport }> {
  const seed = context.settings.seed;
  const checkpoint = await ensureCheckpoint(context, `reward-${kind}`, async () => {
    const { weights, loss, tokens } = await tune<FineTuneProgress>(
      context,
      `reward-${kind}`,
      start,
      (policy, progress) => trainer(kind, policy, settings, seed, progress),
      ({ progress }) => progress.epoch / settings.sft.epochs,
    );
    return { shape: start.shape, weights, tokens, loss, parent: start.info.name, rewardModel: kind };
  });
  const heldOut = Math.max(20, Math.round(HELD_OUT_SHARE * settings.examples));
  const report = await remembered(context, `reward-${kind}`, () =>
    withPolicy(context, checkpoint, async (policy): Promise<RewardModelReport> => {
      const { right, examples } = await tested(kind, policy, seed, heldOut);
      return {
        kind,
        shape: checkpoint.shape,
        trainedOn: settings.examples,
        heldOut: right.length,
        accuracy: shareOf(right),
        examples,
      };
    }),
  );
  return { checkpoint, report };
}

function trainer(
  kind: RewardModelKind,
  policy: Policy,
  { examples: n, sft }: RewardModelSettings,
  seed: number,
  progress?: FineTuneProgress,
): Pick<FineTuner<unknown>, "finished" | "loss" | "progress" | "step"> {
  const settings = { ...sft, seed };
  switch (kind) {
    case "helpful":
      return new HelpfulTrainer(policy, helpfulPairs(seed, n, "train"), settings, progress);
    case "harmless":
      return new HarmlessTrainer(policy, harmlessExamples(seed, n, "train"), settings, progress);
    case "generative":
      return new SftTrainer(policy, judgeExamples(seed, n, "train").map(judgeSequence), settings, progress);
  }
}

/** Whether each held-out pair or example is judged right, and some of them. */
async function tested(
  kind: RewardModelKind,
  policy: Policy,
  seed: number,
  n: number,
): Promise<{ right: boolean[]; examples: Examples }> {
  if (kind === "helpful") {
    const pairs = helpfulPairs(seed, n, "held-out");
    const model = new RewardModel(policy, kind);
    const better = await model.score(pairs.map(({ prompt, better: response }) => ({ prompt, response })));
    const worse = await model.score(pairs.map(({ prompt, worse: response }) => ({ prompt, response })));
    const right = pairs.map((_, i) => (better[i] ?? 0) > (worse[i] ?? 0));
    const examples = pairs.slice(0, SHOWN).map((pair, i) => ({
      prompt: pair.prompt.join(" "),
      better: pair.better.join(" "),
      worse: pair.worse.join(" "),
      betterScore: better[i] ?? 0,
      worseScore: worse[i] ?? 0,
      right: right[i] ?? false,
    }));
    return { right, examples };
  }
  if (kind === "harmless") {
    const labelled = harmlessExamples(seed, n, "held-out");
    const scores = await new RewardModel(policy, kind).score(labelled);
    const right = labelled.map(({ safe }, i) => (scores[i] ?? 0) > 0 === safe);
    const examples = labelled.slice(0, SHOWN).map(({ prompt, response }, i) => ({
      prompt: prompt.join(" "),
      better: response.join(" "),
      betterScore: scores[i] ?? 0,
      right: right[i] ?? false,
    }));
    return { right, examples };
  }
  const compared = judgeExamples(seed, n, "held-out");
  const verdicts = await new GenerativeJudge(policy).judgeAll(compared);
  const right = compared.map(({ same }, i) => verdicts[i]?.yes === same);
  const examples = compared.slice(0, SHOWN).map(({ question, reference, response }, i) => ({
    prompt: `${question.join(" ")} <reference> ${reference.join(" ")}`,
    better: response.join(" "),
    betterScore: verdicts[i]?.margin ?? 0,
    right: right[i] ?? false,
  }));
  return { right, examples };
}

function shareOf(right: readonly boolean[]): Interval {
  const values = right.map(Number);
  const draws = drawResamples(Rng.of(1, "reward models"), values.length);
  return percentileInterval(values.reduce((a, b) => a + b, 0) / values.length, resampledMeans(values, draws));
}
