import type { Phase } from "../protocol/messages.ts";

/** How whoever drives a trainer watches, pauses and abandons its work. Neither hook can change the result of a step. */
export interface StepHooks {
  /**
   * Awaited where the work can wait for any time: after sampling, before each update, between chunks of an evaluation.
   * Rejecting abandons the step; its weights are then put back to where they were before it.
   */
  pausePoint(): Promise<void>;
  /**
   * fraction: 0…1 within the phase. Returning false while sampling ends the rollout at once; after the pause point that follows it is done
   * again from its beginning, unless that rejects.
   */
  onProgress(phase: Phase, fraction: number, tokensPerSecond: number): boolean | void;
}

export const NO_HOOKS: StepHooks = { pausePoint: async () => {}, onProgress: () => {} };
