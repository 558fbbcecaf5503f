import type { Evaluation } from "../../protocol/messages.ts";
import { PRESETS } from "../../rl/presets.ts";
import type { RecordedRun } from "../../store/recordedRun.ts";
import { valueText } from "./valueText.ts";

/** Which run the grey lines are, and its result with n, seed and intervals. */
export function recordedText({ config, backend, evaluations }: RecordedRun): string {
  const { preset, seed, prompts, groupSize } = config;
  const label = Object.values(PRESETS).find(({ id }) => id === preset)?.label ?? preset;
  const what =
    `A run recorded beforehand with this program: ${label}, seed ${seed}, ${prompts} questions × ${groupSize} answers a step, ` +
    `backend ${backend}.`;
  const [first, last] = [evaluations[0], evaluations.at(-1)];
  if (!first || !last || first === last) return what;
  return `${what} pass@1 went from ${share(first)} to ${share(last)} in ${last.step} steps, n = ${last.mean.n} × ${last.samples}.`;
}

function share({ mean }: Evaluation): string {
  const [low, high] = mean["pass@1_ci"];
  return `${valueText(mean["pass@1"], "share")} (${Math.round(low * 100)} to ${Math.round(high * 100)})`;
}
