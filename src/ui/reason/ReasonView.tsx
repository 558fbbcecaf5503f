import { useContext, useEffect, useState } from "react";
import type { Lab } from "../../store/lab.types.ts";
import type { Reason } from "../../store/reason.ts";
import { pipelineArtifacts } from "../../store/pipelineArtifacts.ts";
import { createReasonOfPage } from "../../store/reasonOfPage.ts";
import { LabContext } from "../useLab.ts";
import { ComparisonNote } from "./ComparisonNote.tsx";
import { ProblemPanel } from "./ProblemPanel.tsx";
import { SamplingSettings } from "./SamplingSettings.tsx";
import { SeatPanel } from "./SeatPanel.tsx";
import { ReasonContext, useReason } from "./useReason.ts";
import "../group/group.css";
import "./reason.css";

/** Answers are still there when one comes back to the view. */
let kept: Reason | null = null;

const reasonOf = (lab: Lab | null): Reason =>
  createReasonOfPage(() => {
    const run = lab?.run.getState();
    return { backend: run?.backendChoice ?? "auto", ...(run && { engine: run.engine }) };
  }, pipelineArtifacts);

/** The place to reason: any checkpoint, any problem, and every token of the answer to look at and to change. */
export function ReasonView() {
  const lab = useContext(LabContext);
  const [reason] = useState(() => (kept ??= reasonOf(lab)));
  useEffect(() => {
    void reason.actions.open();
    return () => reason.actions.dispose();
  }, [reason]);
  return (
    <ReasonContext value={reason}>
      <ReasonColumns />
    </ReasonContext>
  );
}

function ReasonColumns() {
  const comparing = useReason(({ link }) => link.b !== null);
  const remarks = useReason((state) => state.remarks);
  return (
    <div className={comparing ? "reason comparing" : "reason"}>
      <div className="reason-side">
        <ProblemPanel />
        <SamplingSettings />
      </div>
      <div className="reason-answers">
        {remarks.length > 0 && (
          <ul className="reason-remarks" aria-label="Remarks">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        )}
        {comparing && <ComparisonNote />}
        <div className="reason-seats">
          <SeatPanel id="a" />
          {comparing && <SeatPanel id="b" />}
        </div>
      </div>
    </div>
  );
}
