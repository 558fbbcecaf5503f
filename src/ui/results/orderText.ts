import { compareMeasured } from "../../world/comparison.ts";
import { differenceText } from "../paper/intervalText.ts";
import type { Model } from "./models.ts";

/** Whether R1 is ahead of R1-Zero, as in the paper; null where they were not both measured on the same problems. */
export function orderText(models: readonly Model[]): string | null {
  const [zero, final] = ["zero", "second-rl"].map((id) => models.find((model) => model.id === id)?.result);
  const compared = zero && final ? compareMeasured(zero, final, { domain: "reasoning" }, "pass@1") : null;
  if (!compared) return null;
  const { difference, excludesZero } = compared;
  const verdict = !excludesZero
    ? "here the two are not told apart"
    : difference.value > 0
      ? "so it is here"
      : "here it is the other way round";
  return `In the paper, R1 reasons better than R1-Zero; ${verdict}: ${differenceText(difference, "share")}, from R1-Zero to R1.`;
}
