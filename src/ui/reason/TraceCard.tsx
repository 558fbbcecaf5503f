import { useId, useMemo } from "react";
import { Button } from "react-aria-components";
import type { ReasonTrace, SeatId } from "../../store/reasonState.ts";
import { renderProblem } from "../../world/tasks/index.ts";
import { judgedTrace } from "./judgedTrace.ts";
import { editText } from "./originText.ts";
import { TokenTrace } from "./TokenTrace.tsx";
import { traceMarks } from "./traceMarks.ts";
import { useReasonActions } from "./useReason.ts";
import { behaviourText, traceVerdict } from "./verdictText.ts";

interface TraceCardProps {
  id: SeatId;
  trace: ReasonTrace;
  vocabSize: number;
  label: string;
  heading: string;
  /** Of an original: the token from which on its branch is another. */
  leftAt?: number | undefined;
}

/** One answer: problem, verdict, text, what was changed. */
export function TraceCard({ id, trace, vocabSize, label, heading, leftAt }: TraceCardProps) {
  const titleId = useId();
  const actions = useReasonActions();
  const { words, judged } = useMemo(() => judgedTrace(trace), [trace]);
  const verdict = traceVerdict(trace, judged);
  const { origin, status } = trace;
  const edit = origin.kind === "edited" ? origin.edit : undefined;
  const marks = useMemo(() => traceMarks(words.length, edit, leftAt), [words.length, edit, leftAt]);
  const callouts = edit && words.length > edit.at ? [{ start: edit.at, number: 1, label: editText(edit) }] : undefined;
  return (
    <article className="reason-card" aria-labelledby={titleId}>
      <h3 id={titleId} className="reason-card-title">
        {heading}
      </h3>
      <p className="reason-question">{renderProblem(trace.problem)}</p>
      <p className="reason-verdict" role="status">
        <Mark tone={verdict.tone} />
        <span>
          <span className={`reason-tone ${verdict.tone}`}>{verdict.text}</span>
          {verdict.detail && `: ${verdict.detail}`}
        </span>
      </p>
      <p className="reason-soft reason-behaviour">
        {behaviourText(words.length, judged)}
        {leftAt !== undefined && "; in italics what the change left behind"}
      </p>
      <TokenTrace
        label={label}
        words={words}
        behaviour={judged.behaviour}
        tokens={trace.tokens}
        given={trace.given}
        sampling={trace.sampling}
        marks={marks}
        callouts={callouts}
        vocabSize={vocabSize}
        onEdit={status === "thinking" ? null : (change) => actions.edit(id, trace.id, change)}
      />
      {(status === "stopped" || status === "failed") && (
        <Button className="quiet" onPress={() => actions.goOn(id, trace.id)}>
          Go on from here
        </Button>
      )}
    </article>
  );
}

function Mark({ tone }: { tone: "right" | "wrong" | "open" }) {
  if (tone === "open") return null;
  return (
    <span className={tone === "right" ? "answer-mark" : "answer-mark no"} aria-hidden="true">
      {tone === "right" ? "✓" : "✗"}
    </span>
  );
}
