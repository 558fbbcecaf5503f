import { useCallback, useSyncExternalStore } from "react";
import { useLab } from "../useLab.ts";

/** Newest value of a metric; undefined before it is measured. Renders again only when it changes. */
export function useSeriesLast(metric: string): number | undefined {
  const { series } = useLab();
  return useSyncExternalStore(
    useCallback((notify: () => void) => series.subscribe(notify), [series]),
    () => series.get(metric).values.at(-1),
  );
}
