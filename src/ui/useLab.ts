import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Lab, LabActions } from "../store/lab.types.ts";
import type { RunState } from "../store/runState.ts";

export const LabContext = createContext<Lab | null>(null);

/** The laboratory of the surrounding `<LabContext value={…}>`. */
export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error("useLab: expected a LabContext above this component, got none");
  return lab;
}

/** Renders again only when the selected value changes (Object.is). Wrap selectors that build objects in zustand's useShallow. */
export const useRun = <T>(select: (state: RunState) => T): T => useStore(useLab().run, select);

export const useActions = (): LabActions => useLab().actions;
