import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Sampling, TokenView } from "../../store/reasonState.ts";
import { VOCABULARY } from "../../world/vocabulary.ts";
import { probabilityText, samplingText } from "./probabilityText.ts";

interface TokenTipProps {
  view: TokenView;
  word: string;
  /** "token 3 of 40". */
  place: string;
  /** The visitor put it there. */
  put: boolean;
  /** It belongs to what an edited answer began with. */
  kept: boolean;
  sampling: Sampling;
  anchor: HTMLElement;
  /** Read out; a pointer needs no announcement. */
  announce: boolean;
}

/** How probable a token was and what else could have stood there, beside the token. */
export function TokenTip({ view, word, place, put, kept, sampling, anchor, announce }: TokenTipProps) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (!box.current) return;
    const token = anchor.getBoundingClientRect();
    const { width, height } = box.current.getBoundingClientRect();
    const left = Math.max(8, Math.min(token.left, window.innerWidth - width - 8));
    const below = token.bottom + 6;
    setAt({ left, top: below + height > window.innerHeight - 8 ? Math.max(8, token.top - height - 6) : below });
  }, [anchor, view]);
  const origin = put ? "put there by you" : kept ? "kept from the original" : null;
  return createPortal(
    <div ref={box} className="trace-tip token-tip" role={announce ? "status" : "tooltip"} style={at}>
      <p className="trace-tip-head">
        <b>{word}</b>
        <span>{place}</span>
      </p>
      <p>
        Probability {probabilityText(view)}
        {origin && `; ${origin}`}
      </p>
      <p className="token-tip-caption">Most probable here, {samplingText(sampling)}:</p>
      <ol className="token-tip-best">
        {view.best.map((choice) => (
          <li key={choice.token} className={choice.token === view.token ? "chosen" : ""}>
            <span>
              {VOCABULARY[choice.token]}
              {choice.token === view.token && <em> (this one)</em>}
            </span>
            <i style={{ width: `${choice.probability * 100}%` }} aria-hidden="true" />
            <span>{probabilityText(choice)}</span>
          </li>
        ))}
      </ol>
    </div>,
    document.body,
  );
}
