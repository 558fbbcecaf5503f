import type { RunConfig } from "./config.ts";

/** Share of the peak that the linear schedule ends at; steps beyond the budget keep it. */
const LAST = 0.1;

/**
 * The learning rate of one training step.
 *
 * @param step from 1
 */
export function learningRateAt(config: RunConfig, step: number): number {
  if (config.learningRateSchedule === "constant") return config.learningRate;
  const done = Math.min(1, (step - 1) / Math.max(1, config.steps - 1));
  return config.learningRate * (1 - (1 - LAST) * done);
}
