import { useRun } from "../useLab.ts";
import { Speed } from "../speed/Speed.tsx";
import { durationText } from "./durationText.ts";

/** Where the run is, how fast, how long still, which seed. Widths are reserved, so that nothing moves while it counts. */
export function RunFacts() {
  const step = useRun((run) => run.step);
  const budget = useRun((run) => run.budget);
  const seed = useRun((run) => run.config.seed);
  const secondsPerStep = useRun((run) => run.secondsPerStep);
  const playing = useRun((run) => run.status === "playing");
  const left = playing && secondsPerStep !== null ? durationText((budget - step) * secondsPerStep) : null;
  return (
    <dl className="facts">
      <div>
        <dt>step</dt>
        <dd style={{ minWidth: `${2 * String(budget).length + 3.5}ch` }}>
          <b>{step}</b> of {budget}
        </dd>
      </div>
      <div>
        <dt className="visually-hidden">speed</dt>
        <dd>
          <Speed />
        </dd>
      </div>
      <div>
        <dt>seed</dt>
        <dd>
          <b>{seed}</b>
        </dd>
      </div>
      <div className="facts-left" style={{ visibility: left === null ? "hidden" : "visible" }}>
        <dt>about</dt>
        <dd>
          <b>{left ?? "0 min"}</b> left
        </dd>
      </div>
    </dl>
  );
}
