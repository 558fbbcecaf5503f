import { useMemo, type ReactNode } from "react";
import type { GroupView } from "../../protocol/messages.ts";
import { colourScale } from "../trace/colourScale.ts";
import { QuantityLegend } from "../trace/QuantityLegend.tsx";
import type { QuantityId } from "../trace/quantity.ts";
import { AnswerList } from "./AnswerList.tsx";
import { groupHeading, groupSummary, problemText } from "./groupText.ts";

interface GroupCardProps {
  group: GroupView;
  quantity: QuantityId;
  onRead: () => void;
  /** Beside the summary. */
  copy?: ReactNode;
  /** Scrubber and the like, between the question and its answers. */
  children?: ReactNode;
}

/** One prompt and its completions. */
export function GroupCard({ group, quantity, copy, onRead, children }: GroupCardProps) {
  const scale = useMemo(() => colourScale(group.completions, quantity), [group, quantity]);
  return (
    <>
      <h2 className="group-heading">{groupHeading(group)}</h2>
      <p className="group-problem" title={group.prompt}>
        {problemText(group.problem)}
      </p>
      <p className="group-summary">
        <span>{groupSummary(group)}</span>
        {copy}
      </p>
      {children}
      {!(quantity === "advantage" && scale.limit === 0) && <QuantityLegend scale={scale} />}
      <AnswerList group={group} scale={scale} onRead={onRead} />
    </>
  );
}
