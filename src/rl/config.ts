/**
 * CONTRACT (owner: rl). One flat, JSON-able, URL-able configuration; the schema, FIELDS and presets live beside it.
 */
export interface RunConfig {
  preset: string;
  seed: number;
  /** Step budget of the run. */
  steps: number;

  // task mix: relative weights of the levels
  countdown3: number;
  countdown4: number;
  equation: number;

  // rollout
  prompts: number;
  groupSize: number;
  temperature: number;
  maxNewTokens: number;

  // rewards: weights, 0 = off
  rewardAccuracy: number;
  rewardFormat: number;
  rewardTagCount: number;
  rewardLanguage: number;
  rewardOverlong: number;
  rewardLength: number;
  rewardCosine: number;
  rewardRepetition: number;
  rewardReflection: number;
  rewardComposition: "sum" | "normalized";

  // objective
  advantage: "group" | "none" | "batch" | "rloo";
  ratio: "token" | "sequence";
  trust: "clip" | "cispo" | "sapo" | "vespo" | "gmpo";
  aggregate: "sequence-mean" | "token-mean" | "constant" | "sequence-sum-mean";
  clipLow: number;
  clipHigh: number;
  /** Upper cap δ on the ratio before the min; 0 = off. */
  clipDelta: number;
  cispoCap: number;
  klCoef: number;
  klUnbiased: boolean;
  entropyCoef: number;
  /** Replace the reference by the current policy every n steps; 0 = never. */
  referenceEvery: number;

  // optimiser
  learningRate: number;
  beta1: number;
  beta2: number;
  weightDecay: number;
  maxGradNorm: number;
  minibatches: number;
  passes: number;

  // evaluation and safety
  evalEvery: number;
  evalProblems: number;
  evalSamples: number;
  saveEvery: number;
}
