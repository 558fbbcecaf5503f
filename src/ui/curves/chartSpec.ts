import type { RunConfig } from "../../rl/config.ts";
import type { ColourName } from "./canvasColours.ts";

export interface LineSpec {
  /** A metric of a step's record, or of an evaluation's mean over the levels (then with its `_ci`). */
  metric: string;
  from: "steps" | "evaluations";
  label: string;
  colour: ColourName;
  dash?: readonly number[];
  /** Recorded and earlier runs show this line of theirs. */
  compared?: boolean;
  /** Half the strength: context, not the message. */
  faint?: boolean;
}

export interface ChartSpec {
  id: string;
  title: string;
  /** One plain sentence: what it says and how to read it. */
  meaning: string;
  unit: "share" | "tokens" | "nats" | "reward" | "number";
  /** The axis reaches at least this far, so that it does not jump while the first steps come in. */
  atLeast: number;
  /** Shares that live between 0 and 1 keep the whole axis. */
  whole?: boolean;
  /** A single spike must not flatten the rest; it runs out of the picture and stands in the table. */
  spiky?: boolean;
  lines: readonly LineSpec[];
}

const steps = (metric: string, label: string, colour: ColourName, more: Partial<LineSpec> = {}): LineSpec => ({
  metric,
  label,
  colour,
  from: "steps",
  ...more,
});
const DASH = [5, 4];

export const accuracyChart = (samples: number): ChartSpec => ({
  id: "accuracy",
  title: "Accuracy",
  meaning:
    "Share of right answers: on held-out problems at each measurement, with its 95 % interval, and on the problems of each training step.",
  unit: "share",
  atLeast: 1,
  whole: true,
  lines: [
    { metric: "pass@1", from: "evaluations", label: "pass@1", colour: "policy", compared: true },
    { metric: `cons@${samples}`, from: "evaluations", label: `vote of ${samples}`, colour: "vote", dash: DASH },
    steps("rewards/accuracy/mean", "training", "policy", { faint: true }),
  ],
});

/** The small charts, in the order of the story: what grows, what it costs, whether the training is healthy. */
export function smallCharts(config: RunConfig): ChartSpec[] {
  return [
    {
      id: "length",
      title: "Response length",
      unit: "tokens",
      atLeast: 60,
      meaning: "Mean length of the sampled answers. It is allowed to grow; it is not asked to.",
      lines: [steps("completions/mean_length", "length", "len", { compared: true })],
    },
    {
      id: "reflection",
      title: "Second thoughts",
      unit: "share",
      atLeast: 1,
      whole: true,
      meaning:
        "Answers with a reflection word; those where it led from a wrong attempt to the right answer; and those where it led nowhere.",
      lines: [
        steps("behaviour/reflection_rate", "any", "aha", { compared: true }),
        steps("behaviour/aha_rate", "aha", "aha", { dash: DASH }),
        steps("behaviour/superficial_rate", "superficial", "soft", { dash: [2, 3] }),
      ],
    },
    rewardChart(config),
    {
      id: "format",
      title: "Format and cut-offs",
      unit: "share",
      atLeast: 1,
      whole: true,
      meaning: "Answers with exactly one pair of each tag in order, and answers that ran into the length limit.",
      lines: [
        steps("rewards/format/mean", "in format", "soft", { compared: true }),
        steps("completions/clipped_ratio", "cut off", "bad", { dash: DASH }),
      ],
    },
    {
      id: "language",
      title: "English in the thinking",
      unit: "share",
      atLeast: 1,
      whole: true,
      meaning:
        "Mean share of English among the words of the thinking. Nothing holds it up unless the language reward does.",
      lines: [steps("language/consistency", "English", "soft", { compared: true })],
    },
    {
      id: "entropy",
      title: "Entropy",
      unit: "nats",
      atLeast: 0.4,
      meaning: "How open the next-token choices are. Near 0 the policy no longer explores.",
      lines: [steps("entropy", "entropy", "soft", { compared: true })],
    },
    {
      id: "groups",
      title: "Groups that teach nothing",
      unit: "share",
      atLeast: 0.4,
      meaning: "Groups whose answers all earned the same carry no gradient: all right, or all wrong.",
      lines: [
        steps("frac_reward_zero_std", "in all", "soft", { compared: true }),
        steps("groups/all_right", "all right", "good", { dash: DASH }),
        steps("groups/all_wrong", "all wrong", "bad", { dash: [2, 3] }),
      ],
    },
    {
      id: "kl",
      title: "KL to the reference",
      unit: "nats",
      atLeast: 0.2,
      spiky: true,
      meaning:
        "How far the policy has moved away from the reference model. Measured only while the KL weight is above 0.",
      lines: [steps("kl", "KL", "soft", { compared: true })],
    },
    {
      id: "clip",
      title: "Clipped tokens",
      unit: "share",
      atLeast: 0.01,
      meaning: "Tokens that got no further push because the policy had already moved too far: downwards, upwards.",
      lines:
        config.trust === "cispo"
          ? [steps("cispo_clip_ratio", "capped", "soft", { compared: true })]
          : [
              steps("clip_ratio/low_mean", "low", "bad", { compared: true }),
              steps("clip_ratio/high_mean", "high", "good", { dash: DASH }),
            ],
    },
    {
      id: "gradient",
      title: "Gradient norm",
      unit: "number",
      atLeast: 1,
      spiky: true,
      meaning:
        "Length of the gradient before it is clipped. The loss itself is near 0 on policy and says nothing, so it is not shown.",
      lines: [steps("grad_norm", "norm", "soft", { compared: true })],
    },
  ];
}

const PARTS: readonly (readonly [key: keyof RunConfig, name: string, label: string])[] = [
  ["rewardTagCount", "tag_count", "tags"],
  ["rewardLanguage", "language", "language"],
  ["rewardOverlong", "overlong", "overlong"],
  ["rewardLength", "length", "length"],
  ["rewardCosine", "cosine", "cosine"],
  ["rewardRepetition", "repetition", "repetition"],
  ["rewardReflection", "reflection", "reflection"],
];

/** Parts before their weights; only those that are switched on, beside accuracy and format. */
function rewardChart(config: RunConfig): ChartSpec {
  const parts = PARTS.filter(([key]) => config[key] !== 0);
  return {
    id: "reward",
    title: "Reward and its parts",
    unit: "reward",
    atLeast: 1.2,
    meaning: "Mean reward of the sampled answers; its parts are drawn before their weights.",
    lines: [
      steps("reward", "reward", "ink", { compared: true }),
      steps("rewards/accuracy/mean", "accuracy", "policy"),
      steps("rewards/format/mean", "format", "soft", { dash: DASH }),
      ...parts.map(([, name, label], i) =>
        steps(`rewards/${name}/mean`, label, i % 2 ? "len" : "vote", { dash: [2, 3 + i] }),
      ),
    ],
  };
}
