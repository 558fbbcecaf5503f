import type { RunConfig } from "./config.ts";

/** The four choices and their numbers. "off" is Infinity for bounds and 0 for coefficients. */
export interface ObjectiveSettings {
  /** "sequence-token": the value of "sequence", the gradient of "token" (GSPO-token). Not used by vespo's and gmpo's own weights. */
  ratio: "token" | "sequence" | "sequence-token";
  trust: RunConfig["trust"];
  aggregate: RunConfig["aggregate"];
  clipLow: number;
  clipHigh: number;
  /** Upper cap δ on the ratio before the min; Infinity = off. */
  clipDelta: number;
  cispoCap: number;
  /** Temperatures τ of the gate for advantages above 0 and the others. */
  sapo: { positive: number; negative: number };
  /** Exponent k and decay λ for advantages of 0 and above, and below 0. */
  vespo: { kPositive: number; lambdaPositive: number; kNegative: number; lambdaNegative: number };
  /** Bound on a token's log-ratio inside GMPO's geometric mean. */
  gmpoLogClip: number;
  klCoef: number;
  /** Multiply k3 by the ratio. */
  klUnbiased: boolean;
  /** Bound on |f − l| inside k3; Infinity = off. */
  klClamp: number;
  entropyCoef: number;
  /** Only the tokens in the top share by entropy take part in the policy term; 1 = all (arXiv 2506.01939). */
  topEntropyQuantile: number;
  /** Completions with a negative advantage whose mean o − l exceeds this are left out; Infinity = off (DeepSeek-V3.2, eq. 9). */
  offPolicyThreshold: number;
  /** L of the "constant" aggregate, in tokens. */
  lengthCap: number;
}

/** Values of the papers, which are also TRL's defaults, for what a run's configuration does not ask. */
export const PAPER_CONSTANTS = {
  sapo: { positive: 1, negative: 1.05 },
  vespo: { kPositive: 2, lambdaPositive: 3, kNegative: 3, lambdaNegative: 2 },
  gmpoLogClip: 0.4,
  klClamp: 20,
  topEntropyQuantile: 1,
  offPolicyThreshold: Number.POSITIVE_INFINITY,
} as const;

export const objectiveSettings = (config: RunConfig): ObjectiveSettings => ({
  ...PAPER_CONSTANTS,
  ratio: config.ratio,
  trust: config.trust,
  aggregate: config.aggregate,
  clipLow: config.clipLow,
  clipHigh: config.clipHigh,
  clipDelta: config.clipDelta === 0 ? Number.POSITIVE_INFINITY : config.clipDelta,
  cispoCap: config.cispoCap,
  klCoef: config.klCoef,
  klUnbiased: config.klUnbiased,
  entropyCoef: config.entropyCoef,
  lengthCap: config.maxNewTokens,
});
