import type { Policy, Rollout, SampleOptions } from "../engine/policy.ts";
import type { Phase } from "../protocol/messages.ts";
import type { StepHooks } from "./stepHooks.ts";

/**
 * A rollout that nothing cut short, with its pause point behind it. One that a hook ends, so that a pause takes effect at once, is done
 * again after the pause: the same key gives the same tokens.
 *
 * @param progress.fraction of the phase, from the tokens so far
 * @returns seconds of the rollout that was not cut
 */
export async function wholeRollout(
  policy: Policy,
  prompts: readonly Int32Array[],
  groupSize: number,
  options: Omit<SampleOptions, "onProgress">,
  hooks: StepHooks,
  progress: { phase: Phase; fraction: (tokens: number) => number; rate?: (tokens: number) => number },
): Promise<Rollout & { seconds: number }> {
  for (;;) {
    const start = performance.now();
    const { phase, fraction } = progress;
    const rate = progress.rate ?? ((tokens) => (1000 * tokens) / Math.max(1, performance.now() - start));
    let cut = false;
    const onProgress = (tokens: number): boolean => {
      cut ||= hooks.onProgress(phase, fraction(tokens), rate(tokens)) === false;
      return !cut;
    };
    const rollout = await policy.sample(prompts, groupSize, { ...options, onProgress });
    const seconds = (performance.now() - start) / 1000;
    await hooks.pausePoint();
    if (!cut) return { ...rollout, seconds };
  }
}
