import type { RunState } from "../../store/runState.ts";
import { useRun } from "../useLab.ts";

/** Says changes of the run's state to screen readers; not every step. */
export function StatusAnnouncer() {
  const status = useRun((run) => run.status);
  // The step is read when the status changes and not otherwise, or it would be announced without end.
  const words = useRun((run) =>
    run.status === "paused" || run.status === "finished" ? sentence(run) : WORDS[run.status],
  );
  return (
    <p className="visually-hidden" role="status" data-status={status}>
      {words}
    </p>
  );
}

const WORDS = {
  loading: "Loading the base model.",
  ready: "Ready. Press Train.",
  playing: "Training.",
  pausing: "Pausing.",
  failed: "The run has stopped with an error.",
};

const sentence = ({ status, step }: RunState): string =>
  `${status === "paused" ? "Paused" : "Finished"} at step ${step}.`;
