import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { ReasonTrace, SeatId, SeatState } from "../../store/reasonState.ts";
import { originText } from "./originText.ts";
import { TraceCard } from "./TraceCard.tsx";
import { traceVerdict } from "./verdictText.ts";
import { judgedTrace } from "./judgedTrace.ts";
import { useReasonActions } from "./useReason.ts";

interface AnswerAreaProps {
  id: SeatId;
  seat: SeatState;
  /** Of the checkpoint, for labels. */
  name: string;
}

/** The answer that is read, the one that it was made from beside it, and the list of all. */
export function AnswerArea({ id, seat, name }: AnswerAreaProps) {
  const { show } = useReasonActions();
  const { traces, shape } = seat;
  const place = (trace: number): number | null => {
    const at = traces.findIndex((candidate) => candidate.id === trace);
    return at < 0 ? null : at + 1;
  };
  const shown = traces.find((trace) => trace.id === seat.shown);
  const { origin } = shown ?? {};
  const parent = origin?.kind === "edited" ? traces.find((trace) => trace.id === origin.parent) : undefined;
  if (!shown) {
    return seat.vote ? null : (
      <p className="reason-empty">
        Press Ask: the answer appears here word by word as the model thinks. Every word then shows how probable it was
        and what else could have stood there, and can be changed to see where the thinking would have gone.
      </p>
    );
  }
  const vocabSize = shape?.vocabSize ?? 0;
  return (
    <>
      <div className={parent ? "reason-pair" : undefined}>
        <TraceCard
          key={shown.id}
          id={id}
          trace={shown}
          vocabSize={vocabSize}
          label={`${name}, answer ${place(shown.id)}`}
          heading={originText(shown, place)}
        />
        {parent && (
          <TraceCard
            key={parent.id}
            id={id}
            trace={parent}
            vocabSize={vocabSize}
            label={`${name}, the original answer ${place(parent.id)}`}
            heading={`The original: ${originText(parent, place)}`}
            leftAt={origin?.kind === "edited" ? origin.edit.at : undefined}
          />
        )}
      </div>
      {traces.length > 1 && (
        <nav aria-label={`Answers of ${name}`}>
          <ol className="reason-traces">
            {traces.map((trace) => (
              <li key={trace.id}>
                <Button
                  className="reason-trace-link"
                  {...(trace.id === shown.id && { "aria-current": "true" })}
                  onPress={() => show(id, trace.id)}
                >
                  <TraceLine trace={trace} place={place} />
                </Button>
              </li>
            ))}
          </ol>
        </nav>
      )}
    </>
  );
}

function TraceLine({ trace, place }: { trace: ReasonTrace; place: (id: number) => number | null }) {
  const { tone, text } = useMemo(() => traceVerdict(trace, judgedTrace(trace).judged), [trace]);
  return (
    <>
      {place(trace.id)} · {originText(trace, place)} · <span className={`reason-tone ${tone}`}>{text}</span>
    </>
  );
}
