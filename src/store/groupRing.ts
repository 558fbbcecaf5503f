import type { GroupView } from "../protocol/messages.ts";

/**
 * Tokens kept over all steps. A token costs about 60 bytes with its seven numbers, so this is some 50 MB at most.
 */
const KEPT_TOKENS = 800_000;

const tokensOf = (groups: readonly GroupView[]): number =>
  groups.reduce((sum, group) => sum + group.completions.reduce((n, completion) => n + completion.tokens.length, 0), 0);

/**
 * The kept groups with one more step. Over the budget, the oldest steps first shrink to their first group, so that every
 * step stays one click away as long as possible; then whole steps go, oldest first. The newest step is always kept whole.
 */
export function keepGroups(
  kept: ReadonlyMap<number, readonly GroupView[]>,
  step: number,
  groups: readonly GroupView[],
  budget = KEPT_TOKENS,
): Map<number, readonly GroupView[]> {
  const next = new Map(kept);
  next.delete(step);
  next.set(step, groups);
  let total = 0;
  for (const views of next.values()) total += tokensOf(views);
  for (const [old, views] of next) {
    if (total <= budget || old === step) break;
    if (views.length > 1) {
      total -= tokensOf(views.slice(1));
      next.set(old, views.slice(0, 1));
    }
  }
  for (const [old, views] of next) {
    if (total <= budget || old === step) break;
    total -= tokensOf(views);
    next.delete(old);
  }
  return next;
}

/** The kept step nearest to the wanted one, the earlier of two equally near; null when none is kept. */
export function nearestStep(kept: Iterable<number>, wanted: number): number | null {
  let best: number | null = null;
  for (const step of kept) {
    if (best === null || Math.abs(step - wanted) < Math.abs(best - wanted)) best = step;
  }
  return best;
}
