import { Button } from "react-aria-components";
import type { StageId } from "../../protocol/pipeline.ts";
import { pipelineSettings } from "../../recipes/pipelineSettings.ts";
import { stagesFrom } from "../../recipes/stages.ts";
import { usePaper, usePaperState } from "./usePaper.ts";
import { NumberField } from "./NumberField.tsx";
import { STAGE_FIELDS, type StageField } from "./stageFields.ts";
import { STAGE_TEXTS } from "./stageTexts.ts";
import "./settings.css";

/** The settings of a stage for the next run in this browser, and what a change of them means, said before it happens. */
export function StageSettings({ stage }: { stage: StageId }) {
  const { actions } = usePaper();
  const settings = usePaperState((state) => state.settings);
  const usual = pipelineSettings(settings.scale);
  const groups = STAGE_FIELDS[stage];
  const changed = groups.flatMap(({ fields }) => fields).filter((field) => field.read(settings) !== field.read(usual));
  const change = (field: StageField, value: number): void => actions.edit((before) => field.write(before, value));
  return (
    <details className="panel paper-part stage-settings">
      <summary>
        <h4>
          Settings for a run of your own
          {changed.length > 0 && <small>{changed.length === 1 ? "1 changed" : `${changed.length} changed`}</small>}
        </h4>
      </summary>
      <p>{lineageText(stage)}</p>
      {groups.map(({ title, fields }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          <div className="number-fields">
            {fields.map((field) => (
              <NumberField
                key={field.id}
                field={field}
                value={field.read(settings)}
                usual={field.read(usual)}
                onChange={(value) => change(field, value)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      {changed.length > 0 && (
        <Button
          className="button"
          onPress={() =>
            actions.edit((before) => changed.reduce((all, field) => field.write(all, field.read(usual)), before))
          }
        >
          Reset this stage
        </Button>
      )}
    </details>
  );
}

function lineageText(stage: StageId): string {
  const later = stagesFrom(stage).slice(1);
  const [first] = later;
  const last = later.at(-1);
  const which =
    first === undefined || last === undefined
      ? "this stage"
      : first === last
        ? `this stage and ${STAGE_TEXTS[first].name}`
        : `this stage and the ${later.length} after it, up to ${STAGE_TEXTS[last].name}`;
  return `A change starts a new lineage for ${which}: the next run computes ${later.length === 0 ? "it" : "them"} anew. Earlier stages are used again, and no result is lost.`;
}
