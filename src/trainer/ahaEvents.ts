import type { AhaEvent } from "../protocol/messages.ts";
import { renderPrompt } from "../world/tasks/index.ts";
import type { RolloutRow } from "./rolloutStep.ts";

/** Kept of one step; `behaviour/aha_count` has the true number. */
const MOST = 24;

/** The step's effective reflections. Beyond the cap, each problem's first one goes before any problem's second. */
export function ahaEvents(step: number, rows: readonly RolloutRow[]): AhaEvent[] {
  const seen = new Map<RolloutRow["problem"], number>();
  const found = rows.flatMap((row, index) => {
    if (!row.judged.behaviour.aha) return [];
    const rank = seen.get(row.problem) ?? 0;
    seen.set(row.problem, rank + 1);
    return [{ row, index, rank }];
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, MOST)
    .map(({ row, index }): AhaEvent => ({
      id: `${step}.${index}`,
      step,
      problem: row.problem,
      prompt: renderPrompt(row.problem),
      level: row.level,
      tokens: [...row.completion],
      text: row.words.join(" "),
      behaviour: row.judged.behaviour,
    }));
}
