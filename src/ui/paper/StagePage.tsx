import type { Ref } from "react";
import type { StageId } from "../../protocol/pipeline.ts";
import { resultsOf, shownResult, stageState, type StageResult } from "../../store/paperResults.ts";
import { Choice } from "../choice/Choice.tsx";
import { usePaper, usePaperState } from "./usePaper.ts";
import { originText } from "./costText.ts";
import { StageCurves } from "./StageCurves.tsx";
import { StageParts } from "./StageParts.tsx";
import { StageSettings } from "./StageSettings.tsx";
import { STAGE_TEXTS } from "./stageTexts.ts";

/** One stage: what it is, what came of it, what it cost, and its settings. */
export function StagePage({ stage, heading }: { stage: StageId; heading: Ref<HTMLHeadingElement> }) {
  const { canRun } = usePaper();
  const state = usePaperState((all) => all);
  const { title, goesIn, happens, comesOut } = STAGE_TEXTS[stage];
  const result = shownResult(state, stage);
  const running = stageState(state, stage).kind === "running";
  return (
    <article className="stage-page">
      <header className="panel paper-part stage-head">
        <h3 tabIndex={-1} ref={heading}>
          {title}
        </h3>
        <dl className="stage-words">
          <div>
            <dt>In</dt>
            <dd>{goesIn}</dd>
          </div>
          <div>
            <dt>What happens</dt>
            <dd>{happens}</dd>
          </div>
          <div>
            <dt>Out</dt>
            <dd>{comesOut}</dd>
          </div>
        </dl>
        <Origin stage={stage} results={resultsOf(state, stage)} shown={result} reading={state.shipped === null} />
      </header>
      {running && <StageCurves history={state.history} live />}
      {result && <StageParts key={result.id} report={result.report} />}
      {canRun && <StageSettings key={stage} stage={stage} />}
    </article>
  );
}

interface OriginProps {
  stage: StageId;
  results: readonly StageResult[];
  shown: StageResult | null;
  /** Results are still looked for. */
  reading: boolean;
}

/** Which result is shown; where there are several, a choice. */
function Origin({ stage, results, shown, reading }: OriginProps) {
  const { actions } = usePaper();
  if (!shown) {
    return (
      <p className="stage-origin">{reading ? "Looking for results." : "No recorded result for this stage yet."}</p>
    );
  }
  return (
    <div className="stage-origin">
      <p>
        {shown.own ? "Your result" : "Shipped result"}: {originText(shown.report)}.
        {shown.own && !shown.current && " Its settings are not the present ones."}
        {shown.report.scale === "tiny" && " Scale tiny shows the shape of the stage only: its numbers mean nothing."}
      </p>
      {results.length > 1 && (
        <Choice
          label="Show"
          inline
          value={shown.id}
          options={results.map(({ id, own, report, current }) => ({
            value: id,
            label: own ? `Yours, ${report.lineage.slice(0, 6)}` : "Shipped",
            hint: `${originText(report)}${current ? ", present settings" : ""}`,
          }))}
          onChange={(id) => actions.choose(stage, id)}
        />
      )}
    </div>
  );
}
