import { memo, useCallback, useMemo, useState } from "react";
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

const NONE: ReadonlySet<number> = new Set();

/**
 * The completions of one group, ranked, with the baseline between those that are reinforced and those that are
 * discouraged. Elements stay from group to group, only their words change: making them anew each step costs far more.
 */
export const AnswerList = memo(function AnswerList({ group, scale, onRead }: AnswerListProps) {
  const { above, below, allEqual } = useMemo(() => rankGroup(group), [group]);
  const [unfolded, setUnfolded] = useState<{ of: GroupView; places: ReadonlySet<number> }>({ of: group, places: NONE });
  const open = unfolded.of === group ? unfolded.places : NONE;
  const toggle = useCallback(
    (place: number) => {
      setUnfolded((before) => {
        const places = new Set(before.of === group ? before.places : NONE);
        if (!places.delete(place)) places.add(place);
        return { of: group, places };
      });
      onRead();
    },
    [group, onRead],
  );
  const row = (ranked: RankedRow, place: number) => (
    <CompletionRow key={place} row={ranked} place={place} scale={scale} open={open.has(place)} onToggle={toggle} />
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
});
