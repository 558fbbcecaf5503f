import type { Behaviour } from "../../world/behaviour.types.ts";

export type TokenKind = "plain" | "tag" | "verdict" | "reflection";

/** How one token is set: what it is, and what the exact parser found out about it. */
export interface TokenMark {
  kind: TokenKind;
  /** Verdicts only: the word says yes; the word is mistaken. */
  positive?: boolean;
  wrong?: boolean;
  /** Reflections only: what became of it. Trailing reflections are superficial. */
  effect?: "effective" | "superficial" | "neutral";
}

/** Tokens start … end-1 that stand together; attempt is an index into behaviour.trace, or null between attempts. */
export interface TraceRun {
  start: number;
  end: number;
  attempt: number | null;
}

export interface TraceLine {
  runs: TraceRun[];
  /** Attempts that end on this line, for the notes in the margin. */
  attempts: number[];
}

export interface TraceLayout {
  marks: TokenMark[]; // one a token
  lines: TraceLine[];
}

const isTag = (word: string): boolean => /^<[^>]+>$/.test(word);

/** Which tokens are verdicts, reflection words and tags. */
export function tokenMarks(words: readonly string[], behaviour: Behaviour): TokenMark[] {
  const marks: TokenMark[] = words.map((word) => ({ kind: isTag(word) ? "tag" : "plain" }));
  const set = (start: number, end: number, mark: TokenMark): void => {
    for (let i = Math.max(0, start); i < Math.min(end, marks.length); i++) marks[i] = mark;
  };
  for (const { verdict, reflection } of behaviour.trace) {
    if (verdict) set(verdict.start, verdict.end, { kind: "verdict", positive: verdict.positive, wrong: verdict.wrong });
    if (reflection) {
      const effect = reflection.effective ? "effective" : reflection.superficial ? "superficial" : "neutral";
      set(reflection.start, reflection.end, { kind: "reflection", effect });
    }
  }
  for (const span of behaviour.trailingReflections)
    set(span.start, span.end, { kind: "reflection", effect: "superficial" });
  return marks;
}

/**
 * The trace cut into lines, a line an attempt, so that it reads like a worked sheet: the turning word begins the
 * line, the verdict ends it.
 * Every token is in exactly one run, in order.
 */
export function traceLayout(words: readonly string[], behaviour: Behaviour): TraceLayout {
  const breaks = new Set<number>();
  const owner = new Array<number | null>(words.length).fill(null);
  behaviour.trace.forEach((attempt, index) => {
    breaks.add(
      attempt.reflection && attempt.reflection.start < attempt.start ? attempt.reflection.start : attempt.start,
    );
    for (let i = Math.max(0, attempt.start); i < Math.min(attempt.end, words.length); i++) owner[i] ??= index;
  });
  for (const span of behaviour.trailingReflections) breaks.add(span.start);
  const closing = words.indexOf("</think>");
  if (closing > 0) breaks.add(closing);

  const lines: TraceLine[] = [];
  let line: TraceLine = { runs: [], attempts: [] };
  for (let i = 0; i < words.length; i++) {
    if (breaks.has(i) && line.runs.length > 0) {
      lines.push(line);
      line = { runs: [], attempts: [] };
    }
    const attempt = owner[i] ?? null;
    const last = line.runs.at(-1);
    if (last && last.attempt === attempt) last.end = i + 1;
    else {
      line.runs.push({ start: i, end: i + 1, attempt });
      if (attempt !== null) line.attempts.push(attempt);
    }
  }
  if (line.runs.length > 0) lines.push(line);
  return { marks: tokenMarks(words, behaviour), lines };
}
