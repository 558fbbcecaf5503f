import { useRun } from "../useLab.ts";

const WORDS = {
  sampling: "sampling answers",
  updating: "updating the model",
  evaluating: "measuring on held-out problems",
};
/** What a pause waits for; it is taken between two pieces of work, never inside one. */
const PAUSING = {
  sampling: "finishes the samples first",
  scoring: "finishes the samples first",
  updating: "finishes this part of the update first",
  evaluating: "finishes these answers first",
};
/** Where each phase lies within a step; evaluation stands outside and gets the whole line. */
const SPANS = { sampling: [0, 0.5], updating: [0.5, 1], evaluating: [0, 1] } as const;

/** A hairline under the bar that moves several times a second, and the same in words. */
export function ProgressLine() {
  const progress = useRun((run) => run.progress);
  const loading = useRun((run) => run.status === "loading");
  const [from, to] = progress ? SPANS[progress.phase] : [0, 0];
  const share = progress ? from + (to - from) * progress.fraction : 0;
  const pausing = useRun((run) => run.status === "pausing");
  const words = loading
    ? "loading the base model"
    : pausing
      ? `pausing: ${PAUSING[progress?.phase ?? "sampling"]}`
      : progress
        ? progress.phase === "evaluating"
          ? WORDS.evaluating
          : `step ${progress.step}: ${WORDS[progress.phase]}`
        : "";
  return (
    <div className="progress">
      <div
        className={loading ? "progress-line waiting" : "progress-line"}
        style={{ transform: `scaleX(${loading ? 1 : share})` }}
      />
      <span className="progress-words" aria-hidden="true">
        {words}
      </span>
    </div>
  );
}
