import type { AdamWOptions } from "../../src/engine/policy.ts";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { objectiveSettings } from "../../src/rl/objectiveSettings.ts";

/** Of every contestant's update: the project's default objective without a KL term. */
export const OBJECTIVE = objectiveSettings({ ...DEFAULT_CONFIG, klCoef: 0, entropyCoef: 0 });

/**
 * Plain Adam: tf.train.adam has neither decay nor a clip. Epsilon is larger than in training, so that the check of the first step
 * compares gradients, not the signs of gradients that are zero but for rounding.
 */
export const ADAM: AdamWOptions = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-6,
  weightDecay: 0,
  maxGradNorm: 0,
};
