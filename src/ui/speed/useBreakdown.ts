import { useMemo, useSyncExternalStore } from "react";
import { useLab } from "../useLab.ts";
import { stepBreakdown, type Breakdown } from "./stepBreakdown.ts";

/** Where the time of the latest steps went; renders once a step. Null where it was not measured. */
export function useBreakdown(): Breakdown | null {
  const { series } = useLab();
  const source = useMemo(() => {
    let known = false;
    let breakdown: Breakdown | null = null;
    const forget = (): void => void (known = false);
    return {
      subscribe: (notify: () => void) => {
        forget();
        return series.subscribe(() => {
          forget();
          notify();
        });
      },
      read: () => {
        if (!known) breakdown = stepBreakdown((metric) => series.get(metric));
        known = true;
        return breakdown;
      },
    };
  }, [series]);
  return useSyncExternalStore(source.subscribe, source.read);
}
