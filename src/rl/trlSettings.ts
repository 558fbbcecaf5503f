import * as z from "zod/mini";
import { _default as withDefault } from "zod/mini";
import type { AdvantageKind } from "./advantages.ts";
import { PAPER_CONSTANTS, type ObjectiveSettings } from "./objectiveSettings.ts";
import { nearest } from "../lib/nearest.ts";
import { shown } from "../lib/shown.ts";

/** One case's settings under the names of TRL's GRPOConfig, with TRL's defaults, in our terms. */
export interface TrlSettings {
  objective: ObjectiveSettings;
  scaleRewards: AdvantageKind;
  /** Normalise in the group, weigh, then normalise over the batch (GDPO). */
  normalizeThenSum: boolean;
  rewardWeight: number;
  /** false: the old log-probs are the current ones, detached. */
  useOld: boolean;
  groupSize: number | null;
}

const positive = () => z.number().check(z.positive());
const notNegative = () => z.number().check(z.minimum(0));
const count = () => z.int().check(z.minimum(1));
const expectations = z.registry<{ expected: string }>();
function rule<S extends z.core.$ZodType>(setting: S, expected: string): S {
  expectations.add(setting, { expected });
  return setting;
}
const choice = <const T extends readonly [string, ...string[]]>(values: T, initial: T[number]) =>
  rule(withDefault(z.enum(values), initial), `one of ${values.join(", ")}`);
const number = (initial: number) => rule(withDefault(notNegative(), initial), "a number of 0 or more");
const optionalNumber = () => rule(withDefault(z.nullable(notNegative()), null), "a number of 0 or more, or null");
const aboveZero = (initial: number) => rule(withDefault(positive(), initial), "a number above 0");
/** Known names that say nothing about the loss of given log-probs, or that ask for what these inputs do not hold. */
const only = <const T extends boolean | number>(value: T, why: string) =>
  rule(withDefault(z.literal(value), value), `${value} (${why})`);

const SHAPE = {
  loss_type: choice(["grpo", "bnpo", "dr_grpo", "dapo", "cispo", "sapo", "luspo", "vespo"], "dapo"),
  importance_sampling_level: choice(["token", "sequence", "sequence_token"], "token"),
  scale_rewards: rule(
    withDefault(z.union([z.enum(["group", "batch", "none", "mean"]), z.boolean()]), "group"),
    "one of group, batch, none, mean, true, false",
  ),
  multi_objective_aggregation: choice(["sum_then_normalize", "normalize_then_sum"], "sum_then_normalize"),
  reward_weights: rule(withDefault(z.nullable(z.tuple([z.number()])), null), "a list of one number, or null"),
  num_generations: rule(z.optional(count()), "a whole number of 1 or more"),
  max_completion_length: rule(z.optional(count()), "a whole number of 1 or more"),
  epsilon: number(0.2),
  epsilon_high: optionalNumber(),
  delta: optionalNumber(),
  sapo_temperature_pos: aboveZero(PAPER_CONSTANTS.sapo.positive),
  sapo_temperature_neg: aboveZero(PAPER_CONSTANTS.sapo.negative),
  vespo_k_pos: number(PAPER_CONSTANTS.vespo.kPositive),
  vespo_lambda_pos: number(PAPER_CONSTANTS.vespo.lambdaPositive),
  vespo_k_neg: number(PAPER_CONSTANTS.vespo.kNegative),
  vespo_lambda_neg: number(PAPER_CONSTANTS.vespo.lambdaNegative),
  beta: number(0),
  use_bias_correction_kl: rule(withDefault(z.boolean(), false), "true or false"),
  entropy_coef: number(0),
  top_entropy_quantile: rule(withDefault(z.number().check(z.minimum(0), z.maximum(1)), 1), "a number from 0 to 1"),
  off_policy_mask_threshold: optionalNumber(),
  old: choice(["given", "none"], "given"),
  temperature: rule(z.optional(positive()), "a number above 0"),
  num_iterations: rule(z.optional(count()), "a whole number of 1 or more"),
  gradient_accumulation_steps: only(1, "a file holds one batch, which is the whole step"),
  steps_per_generation: only(1, "a file holds one batch, which is the whole step"),
  mask_truncated_completions: only(false, "mask such completions in inputs.mask"),
  use_adaptive_entropy: only(false, "it depends on earlier steps"),
  use_vllm: only(false, "the inputs hold no log-probs of a second sampler"),
  use_liger_kernel: only(false, "it changes the arithmetic, not the loss"),
};

const schema = z.object(SHAPE);

type LossType = z.infer<typeof schema>["loss_type"];

/** TRL's loss_type is a pair of our choices. */
const LOSSES: Readonly<Record<LossType, Pick<ObjectiveSettings, "trust" | "aggregate">>> = {
  grpo: { trust: "clip", aggregate: "sequence-mean" },
  bnpo: { trust: "clip", aggregate: "local-token-mean" },
  dr_grpo: { trust: "clip", aggregate: "constant" },
  dapo: { trust: "clip", aggregate: "token-mean" },
  luspo: { trust: "clip", aggregate: "sequence-sum-mean" },
  cispo: { trust: "cispo", aggregate: "token-mean" },
  sapo: { trust: "sapo", aggregate: "sequence-mean" },
  vespo: { trust: "vespo", aggregate: "token-mean" },
};

/**
 * @param where opens the error message
 * @param lengthCap max_completion_length where the settings leave it out
 * @throws Error naming the unknown setting, or the setting, what was expected and what came
 */
export function trlSettings(input: Record<string, unknown>, where: string, lengthCap: number): TrlSettings {
  const known = new Map<string, z.core.$ZodType>(Object.entries(SHAPE));
  for (const [key, value] of Object.entries(input)) {
    const setting = known.get(key);
    if (!setting) {
      const near = nearest(key, [...known.keys()]);
      throw new Error(
        `${where}.${key}: expected a known setting, got an unknown name${near ? ` (did you mean ${near}?)` : ""}`,
      );
    }
    if (!z.core.safeParse(setting, value).success) {
      throw new Error(`${where}.${key}: expected ${expectations.get(setting)?.expected}, got ${shown(value)}`);
    }
  }
  const given = schema.parse(input);
  const off = Number.POSITIVE_INFINITY;
  const clipHigh = given.epsilon_high ?? given.epsilon;
  const { scale_rewards: scale } = given;
  return {
    objective: {
      ...LOSSES[given.loss_type],
      ratio: given.importance_sampling_level === "sequence_token" ? "sequence-token" : given.importance_sampling_level,
      clipLow: given.epsilon,
      clipHigh,
      clipDelta: given.delta ?? off,
      cispoCap: clipHigh,
      sapo: { positive: given.sapo_temperature_pos, negative: given.sapo_temperature_neg },
      vespo: {
        kPositive: given.vespo_k_pos,
        lambdaPositive: given.vespo_lambda_pos,
        kNegative: given.vespo_k_neg,
        lambdaNegative: given.vespo_lambda_neg,
      },
      gmpoLogClip: PAPER_CONSTANTS.gmpoLogClip,
      klCoef: given.beta,
      klUnbiased: given.use_bias_correction_kl,
      klClamp: off, // TRL has no bound
      entropyCoef: given.entropy_coef,
      topEntropyQuantile: given.top_entropy_quantile,
      offPolicyThreshold: given.off_policy_mask_threshold ?? off,
      lengthCap: given.max_completion_length ?? lengthCap,
    },
    scaleRewards: scale === true ? "group" : scale === false ? "none" : scale,
    normalizeThenSum: given.multi_objective_aggregation === "normalize_then_sum",
    rewardWeight: given.reward_weights?.[0] ?? 1,
    useOld: given.old === "given",
    groupSize: given.num_generations ?? null,
  };
}
