import { useCallback, useMemo, useState } from "react";
import type { GroupView } from "../../protocol/messages.ts";
import type { ColourScale } from "../trace/colourScale.ts";
import { fixed } from "../trace/numberText.ts";
import { CompletionRow } from "./CompletionRow.tsx";
import { noGradientText } from "./groupText.ts";
import { rankGroup, type RankedRow } from "./rankGroup.ts";

interface AnswerListProps {
  group: GroupView;
  scale: ColourScale;
  /** An answer was unfolded: somebody reads this group. */
  onRead: () => void;
}

/**
 * The completions of one group, ranked, with the baseline between those that are reinforced and those that are
 * discouraged.
 */
export function AnswerList({ group, scale, onRead }: AnswerListProps) {
  const { above, below, allEqual } = useMemo(() => rankGroup(group), [group]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = useCallback(
    (place: number) => {
      setOpen((before) => {
        const after = new Set(before);
        if (!after.delete(place)) after.add(place);
        return after;
      });
      onRead();
    },
    [onRead],
  );
  const row = (ranked: RankedRow, place: number) => (
    <CompletionRow
      key={ranked.indices[0]}
      row={ranked}
      place={place}
      scale={scale}
      open={open.has(place)}
      onToggle={toggle}
    />
  );
  return (
    <div className="answers">
      {allEqual && <p className="no-gradient">{noGradientText(group)}</p>}
      <ol aria-label={allEqual ? "Answers, all with the same reward" : "Answers at or above the group's mean"}>
        {above.map((ranked, i) => row(ranked, i + 1))}
      </ol>
      {below.length > 0 && (
        <>
          <p className="baseline">
            <span>
              reinforced <span aria-hidden="true">↑</span> <b>group mean {fixed(group.meanReward)}</b>{" "}
              <span aria-hidden="true">↓</span> discouraged
            </span>
          </p>
          <ol aria-label="Answers below the group's mean" start={above.length + 1}>
            {below.map((ranked, i) => row(ranked, above.length + i + 1))}
          </ol>
        </>
      )}
    </div>
  );
}
