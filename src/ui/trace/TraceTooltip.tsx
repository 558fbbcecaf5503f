import type { PointerEvent } from "react";
import { createPortal } from "react-dom";
import type { CompletionView } from "../../protocol/messages.ts";
import type { Behaviour } from "../../world/behaviour.types.ts";
import { attemptSentence, reflectionSentence } from "./attemptText.ts";
import { tokenFacts } from "./tokenFacts.ts";
import { tokenMarks } from "./traceLines.ts";
import { useTipPlace } from "./useTipPlace.ts";

interface TraceTooltipProps {
  words: readonly string[];
  behaviour: Behaviour;
  view: CompletionView | undefined;
  index: number;
  /** The token's element. */
  anchor: Element;
  /** Read out politely; a pointer needs no announcement. */
  announce: boolean;
  onEnter: () => void;
  onLeave: (event: PointerEvent) => void;
}

/** What is known about one token and the attempt that it belongs to, next to the token. */
export function TraceTooltip({ words, behaviour, view, index, anchor, announce, onEnter, onLeave }: TraceTooltipProps) {
  const { box, place } = useTipPlace(anchor, index);
  const attempt = behaviour.trace.findIndex(({ start, end }) => index >= start && index < end);
  const owner = behaviour.trace[attempt];
  const mark = tokenMarks(words, behaviour)[index];
  const verdict =
    mark?.kind === "verdict" && mark.wrong ? "This verdict is mistaken: the attempt says otherwise." : null;
  return createPortal(
    <div
      ref={box}
      className="trace-tip"
      role={announce ? "status" : "tooltip"}
      style={place}
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      <p className="trace-tip-head">
        <b lang={/\p{Script=Han}/u.test(words[index] ?? "") ? "zh" : undefined}>{words[index]}</b>
        <span>
          token {index + 1} of {words.length}
        </span>
      </p>
      {owner && <p>{attemptSentence(owner, attempt, words)}</p>}
      {mark?.kind === "reflection" && <p>{reflectionSentence(mark.effect ?? "neutral")}</p>}
      {verdict && <p>{verdict}</p>}
      {view && (
        <dl>
          {tokenFacts(view, index).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>,
    document.body,
  );
}
