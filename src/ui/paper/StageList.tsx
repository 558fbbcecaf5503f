import type { StageId } from "../../protocol/pipeline.ts";
import type { StageState } from "../../store/paperResults.ts";
import { stageState } from "../../store/paperResults.ts";
import { STAGES } from "../../recipes/stages.ts";
import { hashOfView } from "../../store/views.ts";
import { percent } from "../trace/numberText.ts";
import { usePaperState } from "./usePaper.ts";
import { STAGE_TEXTS } from "./stageTexts.ts";

/** The stages in the paper's order, each with what is known of it. */
export function StageList({ chosen }: { chosen: StageId }) {
  return (
    <nav className="stage-list" aria-label="Stages of the paper">
      <ol>
        {STAGES.map((stage, i) => (
          <StageItem key={stage} stage={stage} number={i + 1} isChosen={stage === chosen} />
        ))}
      </ol>
    </nav>
  );
}

interface StageItemProps {
  stage: StageId;
  number: number;
  isChosen: boolean;
}

function StageItem({ stage, number, isChosen }: StageItemProps) {
  const words = usePaperState((state) => stateText(stageState(state, stage), state.shipped === null));
  const kind = usePaperState((state) => stageState(state, stage).kind);
  return (
    <li>
      <a href={hashOfView("paper", { stage })} aria-current={isChosen ? "step" : undefined} className={kind}>
        <span className="stage-number" aria-hidden="true">
          {number}
        </span>
        <span>
          {STAGE_TEXTS[stage].name}
          <small>{words}</small>
        </span>
      </a>
    </li>
  );
}

function stateText(state: StageState, reading: boolean): string {
  switch (state.kind) {
    case "none":
      return reading ? "looking for results" : "not run here";
    case "shipped":
      return "shipped result";
    case "done":
      return "done";
    case "running":
      return `running, ${percent(state.fraction)}`;
    case "failed":
      return "failed";
  }
}
