import { reportsOf } from "../../store/paperResults.ts";
import { hashOfView } from "../../store/views.ts";
import { ResultsView } from "../results/ResultsView.tsx";
import { usePlace } from "../usePage.ts";
import { usePaperState } from "../paper/usePaper.ts";

const SOURCES = [
  ["shipped", "Shipped"],
  ["own", "Your run"],
] as const;

/** The results of the shipped run or of one's own, once they were looked for. */
export function ResultsPage() {
  const state = usePaperState((all) => all);
  const wanted = usePlace(({ parameters }) => parameters["source"]);
  const hasOwn = reportsOf(state, "own").length > 0;
  const source = wanted === "own" ? "own" : "shipped";
  if (state.shipped === null) return <p className="view-note">Looking for results.</p>;
  return (
    <>
      {(hasOwn || source === "own") && (
        <nav className="view-sources" aria-label="Whose results">
          {SOURCES.map(([id, name]) => (
            <a key={id} href={hashOfView("results", { source: id })} aria-current={id === source ? "true" : undefined}>
              {name}
            </a>
          ))}
        </nav>
      )}
      <ResultsView reports={reportsOf(state, source)} source={source} />
    </>
  );
}
