import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Reason, ReasonActions } from "../../store/reason.ts";
import type { ReasonState } from "../../store/reasonState.ts";

export const ReasonContext = createContext<Reason | null>(null);

function useReasonOf(): Reason {
  const reason = useContext(ReasonContext);
  if (!reason) throw new Error("useReason: expected a ReasonContext above this component, got none");
  return reason;
}

/** Renders again only when the selected value changes (Object.is). */
export const useReason = <T>(select: (state: ReasonState) => T): T => useStore(useReasonOf().state, select);

export const useReasonActions = (): ReasonActions => useReasonOf().actions;
