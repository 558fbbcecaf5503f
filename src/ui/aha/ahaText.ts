import type { AhaEvent, Evaluation, Replay } from "../../protocol/messages.ts";
import type { Problem } from "../../world/problem.ts";
import { problemText } from "../group/groupText.ts";
import { counted, numberWord, percent } from "../trace/numberText.ts";
import { recompute } from "../trace/recompute.ts";
import type { Callout } from "../trace/TraceText.tsx";
import { recoveryAttempt } from "./timelineGeometry.ts";

/** "Aha moments · 1,204 so far, first at step 3". */
export function ahaHeading(count: number, firstStep: number | null): string {
  if (count === 0 || firstStep === null) return "Aha moments · none yet";
  return `Aha moments · ${counted(count)} so far, first at step ${counted(firstStep)}`;
}

/** One line for lists and for the caption under the timeline. */
export const ahaLine = (event: AhaEvent): string =>
  `Step ${counted(event.step)} · ${problemText(event.problem)} · right at attempt ${recoveryAttempt(event)}`;

/** The numbered marks of an aha: wrong attempt, turning word, recovery. None when the event has no marked pair. */
export function ahaCallouts({ behaviour }: Pick<AhaEvent, "behaviour">): Callout[] {
  const wrong = behaviour.ahaAt && behaviour.trace[behaviour.ahaAt.wrong];
  const right = behaviour.ahaAt && behaviour.trace[behaviour.ahaAt.right];
  if (!wrong || !right) return [];
  const marks: Callout[] = [{ start: wrong.start, number: 1, label: "wrong attempt" }];
  if (right.reflection) marks.push({ start: right.reflection.start, number: 2, label: "turning word" });
  marks.push({ start: right.start, number: 3, label: "recovery" });
  return marks;
}

/** What the last value of a calculation should be; null where an attempt is no calculation with one aim. */
function targetOf(problem: Problem): number | null {
  if (problem.task === "countdown") return problem.target;
  return problem.task === "equation" ? problem.c : null;
}

/** What happened in this very trace, in one or two sentences. */
export function whyText({ behaviour, problem }: AhaEvent, words: readonly string[]): string {
  const wrong = behaviour.ahaAt && behaviour.trace[behaviour.ahaAt.wrong];
  const right = behaviour.ahaAt && behaviour.trace[behaviour.ahaAt.right];
  if (!wrong || !right || !behaviour.ahaAt) return "A wrong attempt, a turning word, then an attempt that is right.";
  const { value } = recompute(words.slice(wrong.start, wrong.end));
  const target = targetOf(problem);
  const missed =
    value === null || target === null || value === target ? "is wrong" : `comes to ${value}, not ${target}`;
  const turning = right.reflection ? words.slice(right.reflection.start, right.reflection.end).join(" ") : "";
  return (
    `Attempt ${numberWord(behaviour.ahaAt.wrong + 1)} ${missed}. The model writes "${turning}" and tries again: ` +
    `attempt ${numberWord(behaviour.ahaAt.right + 1)} is right, and so is the final answer.`
  );
}

/** "The base model got 2 of 8 right; here is its first try." */
export function replayText({ attempts, baseAccuracy }: Replay, shown: number, who = "The base model"): string {
  const right = attempts.filter(({ correct }) => correct).length;
  const all = attempts.length;
  if (all === 0) return `${who} wrote nothing.`;
  // The share may come from more samples than were sent along.
  const result =
    Math.abs(right / all - baseAccuracy) < 1e-6
      ? `got ${right} of ${all} right`
      : `is right in ${percent(baseAccuracy)} of its tries`;
  return `${who} ${result}; here is its ${ORDINALS[shown] ?? `${shown + 1}th`} try.`;
}
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/**
 * The honest note: reflection words are in the base model's text. With the share that was measured before training,
 * if it was.
 */
export function baseWordsText(evaluations: readonly Evaluation[]): string {
  const base = evaluations.find(({ step }) => step === 0);
  const rate = base?.mean["reflection_rate"];
  const selects = "Training selects the habit that pays.";
  if (!base || typeof rate !== "number")
    return `The words exist in the base model's text; how often has not been measured in this run. ${selects}`;
  return (
    `The words exist in the base model's text: ${percent(rate)} of its answers have one ` +
    `(step 0, ${base.mean.n} problems × ${base.samples} samples, seed ${base.seed}). ${selects}`
  );
}

/** How many answers of the newest step reflect with and without effect; null where nothing is measured. */
export function ratesText(
  step: number,
  ahaRate: number | undefined,
  superficialRate: number | undefined,
): string | null {
  if (ahaRate === undefined || superficialRate === undefined) return null;
  return `In step ${counted(step)}, ${percent(ahaRate)} of the answers hold an aha and ${percent(superficialRate)} a superficial reflection: a turning word, then a repeated attempt or none.`;
}
