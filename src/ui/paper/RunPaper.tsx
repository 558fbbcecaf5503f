import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { hashOfView } from "../../store/views.ts";
import type { Scale } from "../../protocol/pipeline.ts";
import { pipelineSettings } from "../../recipes/pipelineSettings.ts";
import { STAGES } from "../../recipes/stages.ts";
import { resultsOf } from "../../store/paperResults.ts";
import { Choice } from "../choice/Choice.tsx";
import { usePaper, usePaperState } from "./usePaper.ts";
import { NumberField } from "./NumberField.tsx";
import { runText, statusText } from "./runText.ts";
import { COMMON_FIELDS } from "./stageFields.ts";

const SCALES: readonly { value: Scale; label: string; hint: string }[] = [
  { value: "tiny", label: "Tiny", hint: "The shape of every stage, little training." },
  { value: "full", label: "Full", hint: "Many times the work; meant for the command line." },
];

/** Every stage unattended: start, how far, how long still, stop, go on; at the end the results. */
export function RunPaper() {
  const { actions, canRun } = usePaper();
  const state = usePaperState((all) => all);
  const { status, settings, failure, storageProblem, backend } = state;
  const going = status === "running" || status === "stopping";
  const canGoOn = status === "stopped" || status === "interrupted" || status === "failed";
  // A button that has the focus may make way for another one, which the focus then goes to.
  const buttons = useRef<HTMLDivElement>(null);
  const focusInside = useRef(false);
  useEffect(() => {
    if (!focusInside.current || document.activeElement !== document.body) return;
    buttons.current?.querySelector<HTMLElement>("button, a")?.focus();
  }, [status]);
  if (!canRun) return null;
  const left = STAGES.filter((stage) => !resultsOf(state, stage).some(({ current }) => current)).length;
  const fraction = state.run?.progress?.fraction ?? 0;
  return (
    <section className="panel run-paper" aria-label="Run the paper">
      <div className="run-paper-words">
        <p>{runText(state, left)}</p>
        <p className="visually-hidden" role="status">
          {statusText(status, state.run?.stage ?? null)}
        </p>
        {going && (
          <p className="paper-note run-paper-moment">{state.run?.progress?.message ?? "Starting the worker."}</p>
        )}
        {failure && (
          <p role="alert">
            {failure.message} {failure.hint}
          </p>
        )}
        {storageProblem !== null && (
          <p role="alert">
            Results cannot be kept in this browser ({storageProblem}): they last until the page is closed.
          </p>
        )}
        {backend !== null && going && <p className="paper-note">Computes on {backend}, in a worker of its own.</p>}
      </div>
      <div
        className="run-paper-buttons"
        ref={buttons}
        onFocus={() => (focusInside.current = true)}
        onBlur={() => (focusInside.current = false)}
      >
        {going ? (
          <Button className="button primary" isDisabled={status === "stopping"} onPress={actions.stop}>
            {status === "stopping" ? "Stopping" : "Stop"}
          </Button>
        ) : (
          <>
            {canGoOn && (
              <Button className="button primary" onPress={actions.goOn}>
                Go on
              </Button>
            )}
            {left > 0 && (
              <Button className={canGoOn ? "button" : "button primary"} onPress={actions.runAll}>
                Run the paper
              </Button>
            )}
          </>
        )}
        {(status === "finished" || left === 0) && (
          <a href={hashOfView("results", { source: "own" })}>See the results</a>
        )}
      </div>
      {going && (
        <div
          className="run-paper-bar"
          role="progressbar"
          aria-label="Progress of the stage"
          aria-valuenow={Math.round(100 * fraction)}
        >
          <i style={{ width: `${100 * fraction}%` }} />
        </div>
      )}
      <details className="paper-details run-paper-settings">
        <summary>Scale, seed and suite</summary>
        <p className="paper-note">A change starts a new lineage for every stage. No result is lost.</p>
        <div className="number-fields">
          <Choice
            label="Scale"
            value={settings.scale}
            options={SCALES}
            onChange={(scale) => actions.edit(() => pipelineSettings(scale))}
          />
          {COMMON_FIELDS.map((field) => (
            <NumberField
              key={field.id}
              field={field}
              value={field.read(settings)}
              usual={field.read(pipelineSettings(settings.scale))}
              onChange={(value) => actions.edit((before) => field.write(before, value))}
            />
          ))}
        </div>
      </details>
    </section>
  );
}
