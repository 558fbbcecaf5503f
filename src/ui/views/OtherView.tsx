import { lazy, Suspense, type Ref } from "react";
import type { ViewId } from "../../store/views.ts";
import { LoadBoundary } from "./LoadBoundary.tsx";
import { VIEW_TEXTS } from "./viewTexts.ts";
import { WithPaper } from "./WithPaper.tsx";

const PaperView = lazy(() => import("../paper/PaperView.tsx").then((module) => ({ default: module.PaperView })));
const ResultsPage = lazy(() => import("./ResultsPage.tsx").then((module) => ({ default: module.ResultsPage })));
const ReasonView = lazy(() => import("../reason/ReasonView.tsx").then((module) => ({ default: module.ReasonView })));

interface OtherViewProps {
  view: Exclude<ViewId, "train">;
  heading: Ref<HTMLHeadingElement>;
}

/** A view beside the main screen: its heading at once, its contents when their code has come. */
export function OtherView({ view, heading }: OtherViewProps) {
  return (
    <main className="view" data-view={view}>
      <h2 className="view-heading" tabIndex={-1} ref={heading}>
        {VIEW_TEXTS[view].heading}
      </h2>
      <LoadBoundary key={view}>
        <Suspense fallback={<p className="view-note">Loading this view.</p>}>{CONTENTS[view]}</Suspense>
      </LoadBoundary>
    </main>
  );
}

const CONTENTS = {
  paper: (
    <WithPaper>
      <PaperView />
    </WithPaper>
  ),
  results: (
    <WithPaper>
      <ResultsPage />
    </WithPaper>
  ),
  reason: <ReasonView />,
};
