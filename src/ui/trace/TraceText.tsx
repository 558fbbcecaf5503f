import { Fragment, memo, type ReactNode } from "react";
import type { Behaviour } from "../../world/behaviour.types.ts";
import { attemptNotes } from "./attemptText.ts";
import { traceLayout, type TokenMark } from "./traceLines.ts";

/** A numbered mark before the token at `start`, as in "1 wrong attempt, 2 turning word, 3 recovery". */
export interface Callout {
  start: number;
  number: number;
  label: string;
}

interface TraceTextProps {
  words: readonly string[];
  behaviour: Behaviour;
  /** Extra classes of each token (its shade), or null. */
  shades: readonly string[] | null;
  callouts: readonly Callout[] | undefined;
  notes: boolean;
}

function tokenClass(mark: TokenMark): string {
  switch (mark.kind) {
    case "plain":
      return "tok";
    case "tag":
      return "tok tag";
    case "verdict":
      return `tok verdict ${mark.positive ? "yes" : "no"}${mark.wrong ? " mistaken" : ""}`;
    case "reflection":
      return `tok word ${mark.effect ?? "neutral"}`;
  }
}

const isChinese = (word: string): boolean => /\p{Script=Han}/u.test(word);

/**
 * The words of a trace, without any behaviour: rendered once, then only looked at (the pointer moving over it renders
 * nothing here).
 */
export const TraceText = memo(function TraceText({ words, behaviour, shades, callouts, notes }: TraceTextProps) {
  const { marks, lines } = traceLayout(words, behaviour);

  const token = (index: number): ReactNode => {
    const mark = marks[index];
    const word = words[index] ?? "";
    if (!mark) return null;
    const callout = callouts?.find(({ start }) => start === index);
    const shade = shades?.[index];
    return (
      <Fragment key={index}>
        {callout && (
          <span className={`callout c${callout.number}`}>
            {callout.number}
            <span className="visually-hidden"> ({callout.label}): </span>
          </span>
        )}
        <span
          className={shade ? `${tokenClass(mark)} ${shade}` : tokenClass(mark)}
          data-i={index}
          lang={isChinese(word) ? "zh" : undefined}
        >
          {word}
        </span>
        {mark.wrong && <span className="visually-hidden"> (mistaken)</span>}{" "}
      </Fragment>
    );
  };

  return lines.map(({ runs, attempts }) => {
    const first = runs[0]?.start ?? 0;
    const remarks = notes
      ? attempts.flatMap((i) => (behaviour.trace[i] ? attemptNotes(behaviour.trace[i], words) : []))
      : [];
    return (
      <span key={first} className="trace-line">
        {runs.map((run) => {
          const attempt = run.attempt === null ? undefined : behaviour.trace[run.attempt];
          const tokens = Array.from({ length: run.end - run.start }, (_, k) => token(run.start + k));
          if (!attempt) return <span key={run.start}>{tokens}</span>;
          const state = `${attempt.right ? "right" : "wrong"}${attempt.repeated ? " repeated" : ""}`;
          return (
            <span key={run.start} className={`attempt ${state}`} data-attempt={run.attempt}>
              {tokens}
            </span>
          );
        })}
        {remarks.length > 0 && <span className="trace-note">{remarks.join("; ")}</span>}
      </span>
    );
  });
});
