import { useRun } from "../useLab.ts";

const WORDS = {
  sampling: "sampling answers",
  updating: "updating the model",
  evaluating: "measuring on held-out problems",
};
/** Where each phase lies within a step; evaluation stands outside and gets the whole line. */
const SPANS = { sampling: [0, 0.5], updating: [0.5, 1], evaluating: [0, 1] } as const;

/** A hairline under the bar that moves several times a second, and the same in words. */
export function ProgressLine() {
  const progress = useRun((run) => run.progress);
  const loading = useRun((run) => run.status === "loading");
  const [from, to] = progress ? SPANS[progress.phase] : [0, 0];
  const share = progress ? from + (to - from) * progress.fraction : 0;
  const words = loading ? "loading the base model" : progress ? WORDS[progress.phase] : "";
  return (
    <div className="progress">
      <div
        className={loading ? "progress-line waiting" : "progress-line"}
        style={{ transform: `scaleX(${loading ? 1 : share})` }}
      />
      <span className="progress-words" aria-hidden="true">
        {progress && !loading && progress.phase !== "evaluating" ? `step ${progress.step}: ${words}` : words}
      </span>
    </div>
  );
}
