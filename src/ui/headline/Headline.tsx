import { useLab, useRun } from "../useLab.ts";
import { diagnosis } from "./diagnosis.ts";
import { headlineDetails, headlineText } from "./headlineText.ts";
import "./headline.css";

/** The result of the run in words, above the curves. */
export function Headline() {
  const { series } = useLab();
  const status = useRun((run) => run.status);
  const playQueued = useRun((run) => run.playQueued);
  const step = useRun((run) => run.step);
  const config = useRun((run) => run.config);
  const evaluations = useRun((run) => run.evaluations);

  const trainingAccuracy = series.get("rewards/accuracy/mean").values.at(-1) ?? null;
  const why = diagnosis((metric) => series.get(metric), config);
  return (
    <div className="headline">
      <p className="headline-sentence">
        {headlineText({ status, playQueued, step, config, evaluations, trainingAccuracy })}
      </p>
      <p className="headline-details">{headlineDetails({ evaluations, config, step }).join(" ")}</p>
      {why && (
        <p className="headline-why" role="status">
          {why}
        </p>
      )}
    </div>
  );
}
