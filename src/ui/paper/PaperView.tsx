import { useEffect, useRef } from "react";
import { STAGES } from "../../recipes/stages.ts";
import { usePlace } from "../usePage.ts";
import { LineageGraph } from "./LineageGraph.tsx";
import { RunPaper } from "./RunPaper.tsx";
import { StageList } from "./StageList.tsx";
import { StagePage } from "./StagePage.tsx";
import "./paper.css";
import "./parts.css";

/** The walk through the stages of the paper; the address names the stage. */
export function PaperView() {
  const wanted = usePlace(({ parameters }) => parameters["stage"]);
  const stage = STAGES.find((id) => id === wanted) ?? "zero";
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(stage);
  useEffect(() => {
    if (shown.current === stage) return;
    shown.current = stage;
    heading.current?.focus();
  }, [stage]);
  return (
    <div className="paper">
      <p className="paper-lead">
        From a base model to R1 in six stages, as in the DeepSeek-R1 paper, each with what goes in, what is thrown away
        and what it changes.
      </p>
      <RunPaper />
      <div className="paper-columns">
        <StageList chosen={stage} />
        <StagePage stage={stage} heading={heading} />
      </div>
      <LineageGraph chosen={stage} />
    </div>
  );
}
