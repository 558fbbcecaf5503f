import { useState } from "react";
import { Button } from "react-aria-components";
import type { ReasonVote, SeatId } from "../../store/reasonState.ts";
import type { VotedCompletion } from "../../store/reasonVote.ts";
import { Trace } from "../trace/Trace.tsx";
import { useReasonActions } from "./useReason.ts";
import { behaviourText, verdictText } from "./verdictText.ts";

interface VoteCompletionProps {
  id: SeatId;
  completion: VotedCompletion;
  vote: ReasonVote;
}

/** One completion of a vote: a line that opens its text. */
export function VoteCompletion({ id, completion, vote }: VoteCompletionProps) {
  const [open, setOpen] = useState(false);
  const { openSample } = useReasonActions();
  const { number, words, judged } = completion;
  const { tone, text, detail } = verdictText(vote.problem, judged, vote.sampling.budget);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          Sample {number}: <span className={`reason-tone ${tone}`}>{text}</span>
          {tone === "right" && detail && `, ${detail}`}{" "}
          <span className="reason-soft">{behaviourText(words.length, judged)}</span>
        </summary>
        {open && (
          <>
            <Trace words={words} behaviour={judged.behaviour} label={`Sample ${number}`} layout="lines" />
            {vote.status !== "thinking" && (
              <Button className="quiet" onPress={() => openSample(id, number)}>
                Show probabilities and change it
              </Button>
            )}
          </>
        )}
      </details>
    </li>
  );
}
