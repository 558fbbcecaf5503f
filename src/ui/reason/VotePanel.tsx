import { useMemo, useState } from "react";
import type { ReasonVote, SeatId } from "../../store/reasonState.ts";
import { tallyVote, type VoteBar } from "../../store/reasonVote.ts";
import { renderProblem } from "../../world/tasks/index.ts";
import { VoteCompletion } from "./VoteCompletion.tsx";
import { voteText } from "./voteText.ts";
import "./vote.css";

/** The answers of a vote as bars that grow while completions come; each opens its completions. */
export function VotePanel({ id, vote, name }: { id: SeatId; vote: ReasonVote; name: string }) {
  const bars = useMemo(() => tallyVote(vote.problem, vote.completions), [vote.problem, vote.completions]);
  return (
    <section className="reason-vote" aria-label={`Vote of ${name}`}>
      <h3 className="reason-card-title">
        {vote.completions.length} of {vote.samples} samples
        {vote.status === "stopped" && ", stopped"}
        {vote.status === "failed" && ", broken off by a failure"}
      </h3>
      <p className="reason-question">{renderProblem(vote.problem)}</p>
      <p className="reason-vote-result" role="status">
        {vote.status === "thinking" ? "" : voteText(bars)}
      </p>
      <ol className="reason-bars">
        {bars.map((bar) => (
          <Bar key={bar.answer ?? "none"} id={id} bar={bar} vote={vote} />
        ))}
      </ol>
    </section>
  );
}

function Bar({ id, bar, vote }: { id: SeatId; bar: VoteBar; vote: ReasonVote }) {
  const [open, setOpen] = useState(false);
  const { answer, right, completions } = bar;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="reason-bar-answer">
            {answer ?? "no answer in the asked form"}
            {right && <b className="reason-tone right"> right</b>}
          </span>
          <span className="reason-bar" aria-hidden="true">
            <i
              className={answer === null ? "none" : right ? "right" : ""}
              style={{ width: `${(100 * completions.length) / vote.samples}%` }}
            />
          </span>
          <span className="reason-bar-count">
            {completions.length}
            <span className="visually-hidden"> of {vote.samples}</span>
          </span>
        </summary>
        {open && (
          <ul>
            {completions.map((completion) => (
              <VoteCompletion key={completion.number} id={id} completion={completion} vote={vote} />
            ))}
          </ul>
        )}
      </details>
    </li>
  );
}
