import { createPortal } from "react-dom";
import type { Sampling, TokenView } from "../../store/reasonState.ts";
import { VOCABULARY } from "../../world/vocabulary.ts";
import { useTipPlace } from "../trace/useTipPlace.ts";
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
  const { box, place: at } = useTipPlace(anchor, view);
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
