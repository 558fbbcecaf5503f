import { useId } from "react";
import type { SeatId } from "../../store/reasonState.ts";
import { readProblem } from "../../world/readProblem.ts";
import { Choice } from "../choice/Choice.tsx";
import { fullText } from "../topbar/backendText.ts";
import { AnswerArea } from "./AnswerArea.tsx";
import { unreadableText } from "./unreadableText.ts";
import { useReason, useReasonActions } from "./useReason.ts";
import { VotePanel } from "./VotePanel.tsx";
import "./seat.css";

/** One checkpoint: which, on what it computes, its answers and its vote. */
export function SeatPanel({ id }: { id: SeatId }) {
  const titleId = useId();
  const seat = useReason(({ seats }) => seats[id]);
  const checkpoints = useReason((state) => state.checkpoints);
  const comparing = useReason(({ link }) => link.b !== null);
  const text = useReason(({ link }) => link.problem);
  const { chooseCheckpoint } = useReasonActions();
  const title = checkpoints.find((candidate) => candidate.id === seat.checkpoint)?.title ?? "The checkpoint";
  const name = comparing ? `${title}, checkpoint ${id.toUpperCase()}` : title;
  const { problem } = readProblem(text);
  const unreadable = problem && seat.shape ? unreadableText(title, problem, seat.shape.vocabSize) : null;
  const options = checkpoints.map(({ id: value, title: label, note }) => ({ value, label, hint: note }));
  return (
    <section className="panel reason-seat" aria-labelledby={titleId}>
      <h2 id={titleId} className="visually-hidden">
        {comparing ? `${id === "a" ? "First" : "Second"} checkpoint: ${title}` : title}
      </h2>
      <Choice
        label={comparing ? `Checkpoint ${id.toUpperCase()}` : "Checkpoint"}
        value={seat.checkpoint}
        placeholder="loading the list"
        options={options}
        onChange={(value) => chooseCheckpoint(id, value)}
      />
      <p className="reason-hint reason-engine">
        {seat.status === "opening" && "The checkpoint is being opened."}
        {seat.backend && seat.shape && (
          <>
            {seat.parameters.toLocaleString("en")} parameters, {seat.shape.vocabSize} words. Computes on{" "}
            {fullText(seat.backend)}.
          </>
        )}
      </p>
      {seat.failure && (
        <div className="reason-failure" role="alert">
          <p>{seat.failure.message}</p>
          <p>{seat.failure.hint}</p>
        </div>
      )}
      {unreadable && (
        <p className="reason-failure" role="status">
          {unreadable}
        </p>
      )}
      <AnswerArea id={id} seat={seat} name={name} />
      {seat.vote && <VotePanel id={id} vote={seat.vote} name={name} />}
    </section>
  );
}
