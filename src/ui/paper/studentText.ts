import type { StudentResult } from "../../protocol/pipeline.ts";
import { measureText, rangeText } from "./intervalText.ts";
import { changeOf, measureOf } from "./measures.ts";

/** What the paper found, and whether it holds here; null where no student was trained by RL directly. */
export function findingText(students: readonly StudentResult[]): string | null {
  const found = students.find(({ direct }) => direct);
  const distilled = measureOf(found?.distilled ?? null, "reasoning", "pass@1");
  const direct = measureOf(found?.direct?.result ?? null, "reasoning", "pass@1");
  if (!found || !distilled || !direct) return null;
  const figures = `${found.name}: distilled ${measureText(distilled.value, "share")} (${rangeText(distilled, "share")}), direct RL ${measureText(direct.value, "share")} (${rangeText(direct, "share")})`;
  const ends = { before: direct, after: distilled };
  const change = changeOf(found.direct?.result ?? null, found.distilled, "reasoning", "pass@1", ends);
  const verdict =
    change?.direction === "higher"
      ? "it holds here"
      : change?.direction === "lower"
        ? "it does not hold here"
        : "the difference is not told apart from zero, so this does not decide it";
  return `The paper: distilling a large model into a small one beats RL on the small one itself. ${figures}; ${verdict}.`;
}
