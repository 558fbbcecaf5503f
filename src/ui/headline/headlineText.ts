import type { Evaluation, RunStatus } from "../../protocol/messages.ts";
import type { RunConfig } from "../../rl/config.ts";

export interface HeadlineInput {
  status: RunStatus;
  playQueued: boolean;
  step: number;
  config: RunConfig;
  evaluations: readonly Evaluation[];
  /** Share of right answers among those of the last training step, where measured. */
  trainingAccuracy: number | null;
}

/** The result in one sentence, only from measured values; before there is any, what to do. */
export function headlineText(input: HeadlineInput): string {
  const { status, playQueued, step, evaluations, trainingAccuracy } = input;
  const latest = evaluations.at(-1);
  const base = evaluations.find((evaluation) => evaluation.step === 0);
  if (latest && latest.step > 0) return resultSentence(latest, base);
  if (latest) {
    return `The base model answers ${ofHundred(latest)} of 100 unseen problems.${status === "playing" ? " Now it practises." : ""}`;
  }
  if (step > 0 && trainingAccuracy !== null) {
    return `Of its last training answers, ${Math.round(trainingAccuracy * 100)} of 100 were right.`;
  }
  if (status === "failed") return "The run could not start.";
  if (status === "playing" || playQueued) return "It practises. The first measurement follows the first step.";
  return "Press Train and watch a small model that mostly guesses learn to think.";
}

function resultSentence(latest: Evaluation, base: Evaluation | undefined): string {
  const now = `It answers ${ofHundred(latest)} of 100 unseen problems`;
  if (!base) return `${now}.`;
  const before = ofHundred(base);
  const length = lengthClause(latest, base);
  return `${now}, ${comparison(latest, base, before)}${length === null ? "" : `, and it writes ${length}`}.`;
}

/** Overlapping intervals are not called a change. */
function comparison(latest: Evaluation, base: Evaluation, before: number): string {
  const [low, high] = latest.mean["pass@1_ci"];
  const [baseLow, baseHigh] = base.mean["pass@1_ci"];
  if (low > baseHigh) return `up from ${before}`;
  if (high < baseLow) return `down from ${before}`;
  return `no clear change from ${before}`;
}

function lengthClause(latest: Evaluation, base: Evaluation): string | null {
  const ratio = lengthRatio(latest, base);
  if (ratio === null) return null;
  if (ratio >= 2.25) return `${trim(ratio)} times as much`;
  if (ratio >= 1.8) return "twice as much";
  if (ratio >= 1.15) return `${trim(ratio)} times as much`;
  if (ratio > 0.87) return "about as much";
  return `less, ${Math.round(ratio * 100)}\u00a0% of the length`;
}

function lengthRatio(latest: Evaluation, base: Evaluation): number | null {
  const now = latest.mean["mean_length"];
  const before = base.mean["mean_length"];
  return typeof now === "number" && typeof before === "number" && before > 0 ? now / before : null;
}

/** Honesty rule 3: n, samples, seeds and interval of the number above; before there is one, what this is. */
export function headlineDetails({
  evaluations,
  config,
  step,
}: Pick<HeadlineInput, "evaluations" | "config" | "step">): string[] {
  const latest = evaluations.at(-1);
  const base = evaluations.find((evaluation) => evaluation.step === 0);
  const details: string[] = [];
  if (latest) {
    const { mean, samples } = latest;
    const [low, high] = mean["pass@1_ci"];
    const vote = mean[`cons@${samples}`];
    details.push(
      `Held-out pass@1 ${percent(mean["pass@1"])}, 95 % interval ${Math.round(low * 100)} to ${percent(high)}` +
        `${typeof vote === "number" ? `; vote of ${samples} ${percent(vote)}` : ""}.`,
      `n = ${mean.n} problems × ${samples} samples, seed ${config.seed} (held-out ${latest.seed}), step ${latest.step}.`,
    );
  } else if (step === 0) {
    details.push(
      "DeepSeek-R1-Zero in miniature, all in this tab: it answers number puzzles, an exact checker scores the answers, " +
        "and training makes the better ones more likely.",
    );
  } else if (config.evalEvery === 0) details.push("Measuring on held-out problems is switched off in the recipe.");
  const grew = latest && base ? (lengthRatio(latest, base) ?? 0) >= 1.15 : false;
  if (grew && !rewardsLength(config)) details.push("Nothing in the reward pays for length.");
  return details;
}

const rewardsLength = ({
  rewardLength,
  rewardCosine,
  rewardOverlong,
  rewardReflection,
  rewardRepetition,
}: RunConfig): boolean => rewardLength + rewardCosine + rewardOverlong + rewardReflection + rewardRepetition > 0;

const ofHundred = ({ mean }: Evaluation): number => Math.round(mean["pass@1"] * 100);
const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
const trim = (ratio: number): string => String(Number(ratio.toFixed(1)));
