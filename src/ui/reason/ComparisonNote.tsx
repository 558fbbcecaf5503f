import type { ReasonTrace, SeatState } from "../../store/reasonState.ts";
import { comparisonText } from "./comparisonText.ts";
import { useReason } from "./useReason.ts";

const shownTrace = ({ traces, shown }: SeatState): ReasonTrace | undefined => traces.find(({ id }) => id === shown);

/** How far the two answers that are read agree. */
export function ComparisonNote() {
  const a = useReason(({ seats }) => shownTrace(seats.a));
  const b = useReason(({ seats }) => shownTrace(seats.b));
  return (
    <p className="reason-comparison" role="status">
      {comparisonText(a, b)}
    </p>
  );
}
