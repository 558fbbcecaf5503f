import { use, useEffect, type ReactNode } from "react";
import { PaperContext } from "../paper/usePaper.ts";
import { usePage } from "../usePage.ts";

/** For views that show the paper's stages: waits for their code (Suspense), and looks for results. */
export function WithPaper({ children }: { children: ReactNode }) {
  const paper = use(usePage().openPaper());
  useEffect(() => void paper.actions.open(), [paper]);
  return <PaperContext value={paper}>{children}</PaperContext>;
}
