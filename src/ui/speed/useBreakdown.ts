import { useMemo, useSyncExternalStore } from "react";
import type { SeriesStore } from "../../store/series.ts";
import { useLab } from "../useLab.ts";
import { stepBreakdown, type Breakdown } from "./stepBreakdown.ts";

/** Where the time of the latest steps went; renders once a step. Null where it was not measured. */
export function useBreakdown(): Breakdown | null {
  const { series } = useLab();
  const { subscribe, read } = useMemo(() => breakdownSource(series), [series]);
  return useSyncExternalStore(subscribe, read);
}

/** Computed when it is read, once after each change. */
function breakdownSource(series: SeriesStore) {
  let known = false;
  let breakdown: Breakdown | null = null;
  return {
    subscribe: (notify: () => void) => {
      known = false;
      return series.subscribe(() => {
        known = false;
        notify();
      });
    },
    read: () => {
      if (!known) breakdown = stepBreakdown((metric) => series.get(metric));
      known = true;
      return breakdown;
    },
  };
}
