import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Paper, PaperState } from "../../store/paper.types.ts";

export const PaperContext = createContext<Paper | null>(null);

/** The paper of the surrounding `<PaperContext value={…}>`. */
export function usePaper(): Paper {
  const paper = useContext(PaperContext);
  if (!paper) throw new Error("usePaper: expected a PaperContext above this component, got none");
  return paper;
}

/** Renders again only when the selected value changes (Object.is). */
export const usePaperState = <T>(select: (state: PaperState) => T): T => useStore(usePaper().state, select);
