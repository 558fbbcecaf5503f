import type { StageReport } from "../../protocol/pipeline.ts";
import { fixed, percent } from "../trace/numberText.ts";
import { LineChart } from "./LineChart.tsx";

type HackingProps = Pick<StageReport, "preferenceFromStep" | "checkpointStep"> & {
  points: NonNullable<StageReport["hacking"]>;
};

/** The reward model's score against the truth, over the steps in which preference rewards count. */
export function Hacking({ points, preferenceFromStep, checkpointStep }: HackingProps) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const taken = points.findLast(({ step }) => checkpointStep !== undefined && step <= checkpointStep) ?? null;
  const marks = checkpointStep === undefined ? [] : [{ step: checkpointStep, label: "checkpoint taken" }];
  const span = { marks, firstStep: first.step, lastStep: last.step };
  return (
    <section className="panel paper-part" aria-label="Reward hacking">
      <h4>When preference rewards count for too long</h4>
      {taken && taken.step < last.step && (
        <p>
          From step {taken.step} to step {last.step} the reward model&apos;s score goes from {fixed(taken.rewardModel)}{" "}
          to <b>{fixed(last.rewardModel)}</b>, the truth on the same held-out prompts from {percent(taken.truth)} to{" "}
          <b>{percent(last.truth)}</b>.
        </p>
      )}
      <div className="paper-charts">
        <LineChart
          title="What the reward model says"
          unit="reward"
          series={[
            {
              label: "reward model",
              colour: "aha",
              points: points.map(({ step, rewardModel }) => [step, rewardModel]),
            },
          ]}
          {...span}
        />
        <LineChart
          title="What is true by the rules"
          unit="share"
          whole
          series={[{ label: "truth", colour: "policy", points: points.map(({ step, truth }) => [step, truth]) }]}
          {...span}
        />
      </div>
      <p className="paper-note">
        {last.problems} held-out general prompts, {last.samples} answers each, one seed; the reward model&apos;s score
        in standard deviations of written answers.
        {preferenceFromStep !== undefined && ` Preference rewards count from step ${preferenceFromStep} on.`}
        {checkpointStep !== undefined &&
          ` The stage's checkpoint was taken at step ${checkpointStep}. What follows is another run that goes on from it, made to fail sooner: general prompts only, helpfulness at weight 1, no language or accuracy reward, no KL, a learning rate that does not fall.`}
      </p>
    </section>
  );
}
