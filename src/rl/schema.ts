import * as z from "zod/mini";
import { boolean, choice, integer, real } from "./field.ts";

/**
 * Every field of a run's configuration, once: type, range, default and what is told about it. The configuration's type, the
 * page's controls, the command-line flags and the URL all come from this table.
 * Over 300 lines: one table with an entry of a few lines for each of the fields; cut up, it would have to be put together again.
 */

const rewardWeight = (label: string, hint: string, value = 0) =>
  real({
    label,
    hint: `${hint} Weight; 0 switches it off.`,
    unit: "",
    group: "rewards",
    min: 0,
    max: 2,
    step: 0.05,
    default: value,
  });

const mixWeight = (label: string, hint: string, value: number) =>
  integer({ label, hint, unit: "parts", group: "task", min: 0, max: 10, step: 1, default: value });

const run = {
  preset: choice({
    label: "Preset",
    hint: "The recipe that the settings started from.",
    unit: "",
    group: "run",
    default: "r1-zero",
    options: [
      { value: "r1-zero", label: "R1-Zero", hint: "The recipe that works in this world." },
      {
        value: "r1-zero-paper",
        label: "R1-Zero, paper settings",
        hint: "The objective as the DeepSeek-R1 paper states it.",
      },
      {
        value: "format-first",
        label: "Format first",
        hint: "An instructive failure: tidy tags pay more than right answers.",
      },
      {
        value: "too-hot",
        label: "Too hot",
        hint: "An instructive failure: the learning rate destroys the arithmetic.",
      },
      { value: "custom", label: "Custom", hint: "Settings of your own." },
    ],
  }),
  seed: integer({
    label: "Seed",
    hint: "The same seed with the same settings and backend gives the same run.",
    unit: "",
    group: "run",
    min: 0,
    max: 2_147_483_647,
    step: 1,
    default: 1,
  }),
  steps: integer({
    label: "Steps",
    hint: "How many training steps the run makes before it stops.",
    unit: "steps",
    group: "run",
    min: 1,
    max: 10_000,
    step: 10,
    default: 100,
  }),
};

const task = {
  countdown3: mixWeight(
    "Countdown, 3 numbers",
    "How often a problem asks to reach a target with three numbers, relative to the others.",
    2,
  ),
  countdown4: mixWeight(
    "Countdown, 4 numbers",
    "How often a problem asks to reach a target with four numbers, relative to the others.",
    1,
  ),
  equation: mixWeight("Equation", "How often a problem asks for x in a * x + b = c, relative to the others.", 3),
};

const domainWeight = (label: string, what: string) =>
  integer({
    label,
    hint: `How often a problem asks ${what}, relative to the others. Only for a model that was pre-trained on four domains.`,
    unit: "parts",
    group: "domains",
    min: 0,
    max: 10,
    step: 1,
    default: 0,
  });

const domains = {
  arithmetic: domainWeight("Arithmetic", "for a chain of sums and differences with carries"),
  program: domainWeight("Program", "for a program a * x + b from two examples"),
  programSquare: domainWeight("Program, two families", "for a program x * x + b or a * x + b from three examples"),
  logic: domainWeight("Logic", "for values that satisfy every clause"),
  knights: domainWeight("Knights and knaves", "who tells the truth"),
  science: domainWeight("Science", "for a quantity by one of four laws"),
  scienceExtra: domainWeight("Science, one given too many", "for a quantity, with a value that is of no use"),
  fact: domainWeight("Facts", "for a fact"),
  selfKnowledge: domainWeight("Self-knowledge", "the model about itself"),
  translation: domainWeight("Translation", "for the translation of a word or a number"),
  line: domainWeight("One line", "for a sentence about something"),
  secret: domainWeight("Secret", "for a number that the prompt asked to keep"),
  chinesePrompts: real({
    label: "Prompts in Chinese",
    hint: "Share of the problems that are asked in Chinese. Only for a model that was pre-trained on four domains.",
    unit: "",
    group: "domains",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
  }),
};

const rollout = {
  prompts: integer({
    label: "Prompts",
    hint: "Different problems in one training step.",
    unit: "problems",
    group: "rollout",
    min: 1,
    max: 128,
    step: 1,
    default: 16,
  }),
  groupSize: integer({
    label: "Group size",
    hint: "Completions sampled for each problem; they are compared only with each other.",
    unit: "completions",
    group: "rollout",
    min: 2,
    max: 64,
    step: 1,
    default: 16,
    aliases: ["group"],
  }),
  temperature: real({
    label: "Temperature",
    hint: "Divides the logits when sampling: above 1 the choices are more varied, below 1 safer.",
    unit: "",
    group: "rollout",
    min: 0.1,
    max: 2,
    step: 0.05,
    default: 1,
  }),
  maxNewTokens: integer({
    label: "Longest answer",
    hint: "A completion is cut off after this many tokens.",
    unit: "tokens",
    group: "rollout",
    min: 8,
    max: 256,
    step: 8,
    default: 112,
  }),
};

/** Reward models judge only in the pipeline's second RL; the main screen does not offer their weights. */
const modelWeight = (label: string, hint: string) =>
  real({
    label,
    hint: `${hint} Weight; 0 switches it off.`,
    unit: "",
    group: "domains",
    min: 0,
    max: 2,
    step: 0.05,
    default: 0,
  });

const rewards = {
  rewardAccuracy: rewardWeight("Accuracy", "1 when the answer is right, decided by an exact checker.", 1),
  rewardFormat: rewardWeight(
    "Format",
    "1 when thinking and answer stand in exactly one pair of tags each, in order.",
    0.1,
  ),
  rewardTagCount: rewardWeight("Tag count", "A quarter for each of the four tags that appears exactly once."),
  rewardLanguage: rewardWeight(
    "Language consistency",
    "Share of words of the prompt's language among the words of the thinking.",
  ),
  rewardOverlong: rewardWeight("Overlong penalty", "Falls from 0 to -1 as the length nears the cap (DAPO)."),
  rewardLength: rewardWeight("Length", "Favours the shorter completions of a group (Kimi 1.5)."),
  rewardCosine: rewardWeight("Cosine", "Right answers earn more when short, wrong ones lose less when long."),
  rewardRepetition: rewardWeight("Repetition penalty", "Takes away for repeated runs of tokens."),
  rewardReflection: rewardWeight("Reflection bonus", "Pays for reflection words as such, a trap on purpose."),
  rewardHelpful: modelWeight("Helpfulness model", "A reward model's score of the summary, for general prompts."),
  rewardHarmless: modelWeight("Harmlessness model", "A reward model's score of the whole response."),
  rewardComposition: choice({
    label: "Composition",
    hint: "How the rewards of one completion become one number.",
    unit: "",
    group: "rewards",
    default: "sum",
    options: [
      { value: "sum", label: "Weighted sum", hint: "Multiply each reward by its weight and add." },
      {
        value: "normalized",
        label: "Normalised, then summed",
        hint: "Bring each reward to mean 0 and spread 1 within its group first (GDPO).",
      },
    ],
  }),
};

const objective = {
  advantage: choice({
    label: "Advantage",
    hint: "What a completion's reward is compared with.",
    unit: "",
    group: "objective",
    default: "group",
    options: [
      {
        value: "group",
        label: "Group, scaled",
        hint: "Reward minus the group's mean, divided by the group's standard deviation (GRPO).",
      },
      { value: "none", label: "Group, unscaled", hint: "Reward minus the group's mean (Dr. GRPO)." },
      {
        value: "batch",
        label: "Batch-scaled",
        hint: "Reward minus the group's mean, divided by the standard deviation over the batch.",
      },
      {
        value: "rloo",
        label: "Leave one out",
        hint: "Reward minus the mean of the other completions of the group (RLOO).",
      },
    ],
  }),
  ratio: choice({
    label: "Ratio",
    hint: "Where the new policy is compared with the one that sampled.",
    unit: "",
    group: "objective",
    default: "token",
    onlyWith: { key: "trust", in: ["clip", "cispo", "sapo"] },
    options: [
      { value: "token", label: "Token", hint: "One ratio for each token." },
      {
        value: "sequence",
        label: "Sequence",
        hint: "One ratio for each completion, the geometric mean of its tokens' ratios (GSPO).",
      },
    ],
  }),
  trust: choice({
    label: "Trust",
    hint: "How far an update may move away from the policy that sampled.",
    unit: "",
    group: "objective",
    default: "clip",
    options: [
      {
        value: "clip",
        label: "Clip",
        hint: "No gradient once the ratio has left the interval in the favourable direction (PPO).",
      },
      { value: "cispo", label: "CISPO", hint: "Every token keeps its gradient, weighted by a ratio that is capped." },
      { value: "sapo", label: "SAPO", hint: "A smooth gate around ratio 1 instead of a hard clip." },
      { value: "vespo", label: "VESPO", hint: "A smooth weight on the product of a completion's ratios." },
      { value: "gmpo", label: "GMPO", hint: "The geometric mean of a completion's ratios, each clipped in log space." },
    ],
  }),
  aggregate: choice({
    label: "Aggregate",
    hint: "How the tokens' terms become one loss.",
    unit: "",
    group: "objective",
    default: "token-mean",
    options: [
      {
        value: "sequence-mean",
        label: "Sequence mean",
        hint: "Mean over each completion first, so a token of a long one counts less (GRPO).",
      },
      { value: "token-mean", label: "Token mean", hint: "Every token of the step counts the same (DAPO)." },
      {
        value: "local-token-mean",
        label: "Token mean, per minibatch",
        hint: "Every token of a minibatch counts the same (BNPO).",
      },
      { value: "constant", label: "Constant", hint: "Divide by the length cap, whatever the lengths are (Dr. GRPO)." },
      {
        value: "sequence-sum-mean",
        label: "Sequence sum",
        hint: "Each completion's term times its length, then the mean (LUSPO).",
      },
    ],
  }),
  clipLow: real({
    label: "Clip below",
    hint: "A ratio below 1 minus this gets no further push down.",
    unit: "",
    group: "objective",
    min: 0,
    max: 20,
    step: 0.01,
    default: 0.2,
    onlyWith: { key: "trust", in: ["clip"] },
  }),
  clipHigh: real({
    label: "Clip above",
    hint: "A ratio above 1 plus this gets no further push up.",
    unit: "",
    group: "objective",
    min: 0,
    max: 20,
    step: 0.01,
    default: 0.28,
    onlyWith: { key: "trust", in: ["clip"] },
  }),
  clipDelta: real({
    label: "Ratio cap",
    hint: "Upper bound on the ratio for completions below the mean too; 0 switches it off.",
    unit: "",
    group: "objective",
    min: 0,
    max: 100,
    step: 0.1,
    default: 0,
    onlyWith: { key: "trust", in: ["clip"] },
  }),
  cispoCap: real({
    label: "CISPO cap",
    hint: "The ratio that weighs a token's gradient counts at most this much.",
    unit: "",
    group: "objective",
    min: 0.1,
    max: 100,
    step: 0.1,
    default: 5,
    onlyWith: { key: "trust", in: ["cispo"] },
  }),
  klCoef: real({
    label: "KL weight",
    hint: "How strongly the policy is held near the reference model; 0 switches it off.",
    unit: "",
    group: "objective",
    min: 0,
    max: 1,
    step: 0.001,
    default: 0.001,
  }),
  klUnbiased: boolean({
    label: "Unbiased KL",
    hint: "Multiply the KL estimate by the ratio, so that it stays unbiased off-policy (DeepSeek-V3.2).",
    unit: "",
    group: "objective",
    default: false,
  }),
  entropyCoef: real({
    label: "Entropy bonus",
    hint: "Pays for keeping the next-token choices open; 0 switches it off.",
    unit: "",
    group: "objective",
    min: 0,
    max: 0.1,
    step: 0.001,
    default: 0,
  }),
  referenceEvery: integer({
    label: "Refresh reference",
    hint: "Replace the reference model by the current policy every so many steps; 0 keeps the base model.",
    unit: "steps",
    group: "objective",
    min: 0,
    max: 10_000,
    step: 10,
    default: 0,
  }),
};

const optimiser = {
  learningRate: real({
    label: "Learning rate",
    hint: "Size of the steps that AdamW takes.",
    unit: "",
    group: "optimiser",
    min: 1e-6,
    max: 1e-2,
    step: 1e-5,
    default: 2e-4,
    scale: "log",
    aliases: ["lr"],
  }),
  learningRateSchedule: choice({
    label: "Schedule",
    hint: "What happens to the learning rate on the way to the step budget.",
    unit: "",
    group: "optimiser",
    default: "linear",
    options: [
      { value: "constant", label: "Constant", hint: "The same rate in every step." },
      { value: "linear", label: "Linear", hint: "Falls to a tenth by the last step, so that the run settles." },
    ],
  }),
  beta1: real({
    label: "Momentum",
    hint: "How long AdamW remembers the direction of the gradient.",
    unit: "",
    group: "optimiser",
    min: 0,
    max: 0.999,
    step: 0.01,
    default: 0.9,
  }),
  beta2: real({
    label: "Second moment",
    hint: "How long AdamW remembers the size of the gradient.",
    unit: "",
    group: "optimiser",
    min: 0,
    max: 0.9999,
    step: 0.001,
    default: 0.99,
  }),
  weightDecay: real({
    label: "Weight decay",
    hint: "Pulls the weights towards 0 at every update, apart from the gradient.",
    unit: "",
    group: "optimiser",
    min: 0,
    max: 1,
    step: 0.01,
    default: 0,
  }),
  maxGradNorm: real({
    label: "Gradient clip",
    hint: "A gradient longer than this is scaled down to it; 0 switches it off.",
    unit: "",
    group: "optimiser",
    min: 0,
    max: 100,
    step: 0.1,
    default: 1,
  }),
  minibatches: integer({
    label: "Minibatches",
    hint: "Into how many updates one rollout is cut.",
    unit: "updates",
    group: "optimiser",
    min: 1,
    max: 64,
    step: 1,
    default: 4,
  }),
  passes: integer({
    label: "Passes",
    hint: "How often the same rollout is used.",
    unit: "passes",
    group: "optimiser",
    min: 1,
    max: 8,
    step: 1,
    default: 1,
  }),
};

const evaluation = {
  evalEvery: integer({
    label: "Evaluate every",
    hint: "Measure on held-out problems every so many steps; 0 leaves it out.",
    unit: "steps",
    group: "evaluation",
    min: 0,
    max: 1_000,
    step: 5,
    default: 10,
  }),
  evalProblems: integer({
    label: "Held-out problems",
    hint: "Held-out problems per level in each measurement.",
    unit: "problems",
    group: "evaluation",
    min: 1,
    max: 500,
    step: 4,
    default: 12,
  }),
  evalSamples: integer({
    label: "Samples per problem",
    hint: "Completions per held-out problem; the majority vote is taken among them.",
    unit: "completions",
    group: "evaluation",
    min: 1,
    max: 64,
    step: 1,
    default: 16,
  }),
  saveEvery: integer({
    label: "Autosave every",
    hint: "Save the run every so many steps; 0 saves only on pause.",
    unit: "steps",
    group: "evaluation",
    min: 0,
    max: 1_000,
    step: 5,
    default: 5,
  }),
};

export const runConfigSchema = z.strictObject({
  ...run,
  ...task,
  ...domains,
  ...rollout,
  ...rewards,
  ...objective,
  ...optimiser,
  ...evaluation,
});
