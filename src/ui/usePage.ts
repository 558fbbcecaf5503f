import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Paper } from "../store/paper.types.ts";
import type { Place, Views } from "../store/views.ts";

/** What the page has beside the laboratory. */
export interface Page {
  views: Views;
  /** The paper's stages, of which only some views need the code: always the same promise. */
  openPaper: () => Promise<Paper>;
}

export const PageContext = createContext<Page | null>(null);

/** The page of the surrounding `<PageContext value={…}>`. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("usePage: expected a PageContext above this component, got none");
  return page;
}

/** Renders again only when the selected value changes (Object.is). */
export const usePlace = <T>(select: (place: Place) => T): T => useStore(usePage().views.state, select);
