import { memo, useId, useMemo } from "react";
import { Button } from "react-aria-components";
import type { ColourScale } from "../trace/colourScale.ts";
import { completionWords } from "../trace/completionWords.ts";
import { short, signed } from "../trace/numberText.ts";
import { Trace } from "../trace/Trace.tsx";
import { rewardPartsText, rowLabel, verdictText } from "./groupText.ts";
import type { RankedRow } from "./rankGroup.ts";

interface CompletionRowProps {
  row: RankedRow;
  /** 1 is the best of the group. */
  place: number;
  scale: ColourScale;
  open: boolean;
  onToggle: (place: number) => void;
}

/** One completion (or several identical ones): mark, trace, what it earned and how it is pushed. */
export const CompletionRow = memo(function CompletionRow({ row, place, scale, open, onToggle }: CompletionRowProps) {
  const { view, indices } = row;
  const id = useId();
  const words = useMemo(() => completionWords(view), [view]);
  return (
    <li className={`answer${open ? " open" : ""}`} aria-label={rowLabel(row, place)}>
      <span className={view.correct ? "answer-mark" : "answer-mark no"} role="img" aria-label={verdictText(view)}>
        {view.correct ? "✓" : "✗"}
      </span>
      <div className="answer-body">
        <div id={id} className="answer-trace">
          <Trace
            words={words}
            behaviour={view.behaviour}
            label={`Answer ${place}, trace`}
            layout={open ? "lines" : "flow"}
            view={view}
            scale={scale}
            focusable={open}
          />
        </div>
        <p className="answer-facts">
          {indices.length > 1 && (
            <b>
              ×{indices.length}
              <span className="visually-hidden"> identical answers</span>
            </b>
          )}
          <span>
            earned {short(view.reward, 2)}: {rewardPartsText(view.rewardParts)}
          </span>
          <span>{view.truncated ? `${view.tokens.length} tokens, cut off` : `${view.tokens.length} tokens`}</span>
        </p>
      </div>
      <div className="answer-side">
        <span className="answer-advantage">
          <span className="visually-hidden">advantage </span>
          {signed(view.advantage)}
        </span>
        <Button
          className="answer-toggle"
          aria-expanded={open}
          aria-controls={id}
          aria-label={`${open ? "Fold" : "Unfold"} answer ${place}`}
          onPress={() => onToggle(place)}
        >
          {open ? "less" : "more"}
        </Button>
      </div>
    </li>
  );
});
