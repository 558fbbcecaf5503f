import { useLayoutEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { draftChanges } from "../../store/draft.ts";
import { useActions, useRun } from "../useLab.ts";

/** Play, pause, one step, restart, new seed: no button is ever two things. Train and Pause share a place, not an element. */
export function Transport() {
  const status = useRun((run) => run.status);
  const playQueued = useRun((run) => run.playQueued);
  const changes = useRun((run) => draftChanges(run.config, run.draft).length);
  const begun = useRun((run) => run.step > 0);
  const { play, pause, stepOnce, restart, restartWithNewSeed } = useActions();
  const train = useRef<HTMLButtonElement>(null);
  const stop = useRef<HTMLButtonElement>(null);

  const running = status === "playing" || status === "pausing" || playQueued;
  const canGo = status === "ready" || status === "paused" || status === "finished";
  const restarts =
    begun && changes > 0 ? `Restart with ${changes === 1 ? "1 change" : `${changes} changes`}` : "Restart";

  // Whoever pressed one by keyboard finds the other under the same key. Neither is disabled while it may hold the focus: the
  // browser would drop it before this looks.
  useLayoutEffect(() => {
    const [leaving, coming] = running ? [train.current, stop.current] : [stop.current, train.current];
    if (leaving && document.activeElement === leaving) coming?.focus({ preventScroll: true });
  }, [running]);

  return (
    <div className="transport" role="group" aria-label="Run">
      <div className="transport-main">
        <Button
          ref={train}
          className={place(!running)}
          isDisabled={!running && !canGo && status !== "loading"}
          onPress={play}
        >
          {status === "finished" ? "Train on" : "Train"}
        </Button>
        <Button ref={stop} className={place(running)} onPress={pause}>
          {status === "pausing" ? "Pausing" : "Pause"}
        </Button>
      </div>
      <Button className="button" isDisabled={!canGo || playQueued} onPress={stepOnce}>
        One step
      </Button>
      <Button
        className="button transport-restart"
        isDisabled={status === "loading"}
        onPress={restart}
        aria-label={restarts}
      >
        Restart
        {begun && changes > 0 && <span className="transport-changes">{changes}</span>}
      </Button>
      <Button className="button" isDisabled={status === "loading"} onPress={restartWithNewSeed}>
        New seed
      </Button>
    </div>
  );
}

const place = (shown: boolean): string => (shown ? "button primary" : "button primary away");
