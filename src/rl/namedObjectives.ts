import type { RunConfig } from "./config.ts";

export interface NamedObjective {
  id: string;
  label: string;
  /** What sets it apart, one sentence. */
  idea: string;
  config: Pick<RunConfig, "advantage" | "ratio" | "trust" | "aggregate"> & Partial<RunConfig>;
}

/** Published algorithms as rows of the four choices. A clip of [low, high]; klCoef 0 where the paper drops the KL term. */
export const NAMED_OBJECTIVES: readonly NamedObjective[] = [
  {
    id: "grpo",
    label: "GRPO",
    idea: "A group of completions is its own baseline (DeepSeekMath).",
    config: {
      advantage: "group",
      ratio: "token",
      trust: "clip",
      aggregate: "sequence-mean",
      ...clip(0.2, 0.2),
      klCoef: 0.04,
    },
  },
  {
    id: "r1-zero",
    label: "R1-Zero",
    idea: "GRPO with a clip so wide that it hardly acts and a reference that is renewed.",
    config: {
      advantage: "group",
      ratio: "token",
      trust: "clip",
      aggregate: "sequence-mean",
      ...clip(10, 10),
      klCoef: 0.001,
      referenceEvery: 400,
    },
  },
  {
    id: "bnpo",
    label: "BNPO",
    idea: "The token mean is taken over each minibatch by itself.",
    config: {
      advantage: "group",
      ratio: "token",
      trust: "clip",
      aggregate: "local-token-mean",
      ...clip(0.2, 0.2),
      klCoef: 0,
    },
  },
  {
    id: "dapo",
    label: "DAPO",
    idea: "Every token counts the same, and rare tokens get more room to grow.",
    config: {
      advantage: "group",
      ratio: "token",
      trust: "clip",
      aggregate: "token-mean",
      ...clip(0.2, 0.28),
      klCoef: 0,
      rewardOverlong: 1,
    },
  },
  {
    id: "dr-grpo",
    label: "Dr. GRPO",
    idea: "Neither the spread of the rewards nor the length of the answers scales the gradient.",
    config: { advantage: "none", ratio: "token", trust: "clip", aggregate: "constant", ...clip(0.2, 0.2), klCoef: 0 },
  },
  {
    id: "gspo",
    label: "GSPO",
    idea: "Ratio and clip are taken on whole completions.",
    config: {
      advantage: "group",
      ratio: "sequence",
      trust: "clip",
      aggregate: "sequence-mean",
      ...clip(3e-4, 4e-4),
      klCoef: 0,
    },
  },
  {
    id: "luspo",
    label: "LUSPO",
    idea: "GSPO with every completion weighted by its length.",
    config: {
      advantage: "group",
      ratio: "sequence",
      trust: "clip",
      aggregate: "sequence-sum-mean",
      ...clip(2e-3, 2.5e-3),
      klCoef: 0,
    },
  },
  {
    id: "cispo",
    label: "CISPO",
    idea: "Clips the weight and not the gradient, so that no token falls silent.",
    config: { advantage: "group", ratio: "token", trust: "cispo", aggregate: "token-mean", cispoCap: 5, klCoef: 0 },
  },
  {
    id: "sapo",
    label: "SAPO",
    idea: "A smooth gate in place of the clip.",
    config: { advantage: "group", ratio: "token", trust: "sapo", aggregate: "sequence-mean", klCoef: 0 },
  },
  {
    id: "vespo",
    label: "VESPO",
    idea: "A smooth weight on the product of a completion's ratios.",
    config: { advantage: "group", ratio: "sequence", trust: "vespo", aggregate: "token-mean", klCoef: 0 },
  },
  {
    id: "gmpo",
    label: "GMPO",
    idea: "The geometric mean of the token terms, less moved by single extreme ratios.",
    config: { advantage: "group", ratio: "sequence", trust: "gmpo", aggregate: "sequence-mean", klCoef: 0 },
  },
  {
    id: "rloo",
    label: "RLOO",
    idea: "The other completions of the group are the baseline.",
    config: { advantage: "rloo", ratio: "token", trust: "clip", aggregate: "token-mean", ...clip(0.2, 0.2), klCoef: 0 },
  },
];

function clip(clipLow: number, clipHigh: number): Pick<RunConfig, "clipLow" | "clipHigh" | "clipDelta"> {
  return { clipLow, clipHigh, clipDelta: 0 };
}
