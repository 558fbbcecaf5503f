import type { AhaEvent } from "../../protocol/messages.ts";

/** Where a mark stands, in pixels of the drawing. */
export interface TimelineMark {
  x: number;
  /** Height above the axis. */
  height: number;
}

/** The attempt that recovers, 1-based; 1 when the event has none marked. */
export const recoveryAttempt = ({ behaviour }: Pick<AhaEvent, "behaviour">): number =>
  (behaviour.ahaAt?.right ?? 0) + 1;

/** Full height from this many attempts on. */
const TALLEST = 8;

/**
 * One mark an event. The marks of one step are spread over that step's width in their order, so that none hides
 * another while there is
 * room; a mark is the taller the more attempts it took to get it right.
 *
 * @param ahas in order of step
 */
export function timelineMarks(
  ahas: readonly AhaEvent[],
  lastStep: number,
  width: number,
  height: number,
): TimelineMark[] {
  const stepWidth = width / Math.max(1, lastStep);
  const perStep = new Map<number, number>();
  for (const { step } of ahas) perStep.set(step, (perStep.get(step) ?? 0) + 1);
  const placed = new Map<number, number>();
  return ahas.map((aha) => {
    const nth = placed.get(aha.step) ?? 0;
    placed.set(aha.step, nth + 1);
    const share = (nth + 0.5) / (perStep.get(aha.step) ?? 1);
    const tall = Math.min(TALLEST, recoveryAttempt(aha)) / TALLEST;
    return { x: (aha.step - 1 + share * 0.9) * stepWidth, height: height * (0.3 + 0.7 * tall) };
  });
}

/** All marks as the data of one SVG path. */
export const marksPath = (marks: readonly TimelineMark[], baseline: number): string =>
  marks.map(({ x, height }) => `M${x.toFixed(1)} ${baseline}v${(-height).toFixed(1)}`).join("");

/** Index of the mark nearest to x; -1 when there is none. Marks are in order of x. */
export function nearestMark(marks: readonly TimelineMark[], x: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.x ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = marks[low - 1];
  const after = marks[low];
  if (!before) return after ? low : -1;
  return !after || x - before.x <= after.x - x ? low - 1 : low;
}

/** Round steps for the axis: 0, some between, the last. */
export function axisSteps(lastStep: number, most = 5): number[] {
  const rough = lastStep / most;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const gap = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? power * 10;
  const steps: number[] = [];
  for (let step = 0; step < lastStep - gap * 0.4; step += gap) steps.push(step);
  return [...steps, lastStep];
}
