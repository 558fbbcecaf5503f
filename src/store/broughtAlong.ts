import type { RunState } from "./runState.ts";
import type { StoredRun } from "./savedRuns.ts";

/**
 * What a saved run shows at once.
 *
 * @param page the state of the page where it shows the same run already: groups and ahas up to the saved step then stay
 */
export function broughtAlong({ saved, ahas, groups }: StoredRun, page: RunState | null): Partial<RunState> {
  const { step, evaluations, ahaCount, firstAhaStep } = saved;
  const upToHere = <T extends { step: number }>(items: readonly T[]): T[] => items.filter((item) => item.step <= step);
  const kept = page ? [...page.groups].filter(([at]) => at <= step) : [];
  const shown = kept.length > 0 ? new Map(kept) : new Map(groups[0] ? [[groups[0].step, groups]] : []);
  const [selectedStep, views] = [...shown].at(-1) ?? [null, []];
  return {
    step,
    evaluations,
    ahaCount,
    firstAhaStep,
    groups: shown,
    selectedStep,
    selectedGroup: views[0]?.index ?? 0,
    ahas: page ? upToHere(page.ahas) : ahas,
  };
}
