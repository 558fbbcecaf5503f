import { useCallback } from "react";
import { Button } from "react-aria-components";
import type { ConfigKey } from "../../rl/config.ts";
import { PRESETS } from "../../rl/presets.ts";
import { draftChanges } from "../../store/draft.ts";
import { presetConfig } from "../../store/urlHash.ts";
import { Choice } from "../choice/Choice.tsx";
import { useActions, useRun } from "../useLab.ts";
import { ConfigFileTools } from "./ConfigFileTools.tsx";
import { ModelFacts } from "./ModelFacts.tsx";
import { ObjectiveSetting } from "./ObjectiveSetting.tsx";
import { PRESET_WHY } from "./presetWhy.ts";
import { RECIPE_SECTIONS, sectionFields } from "./recipeSections.ts";
import { RecipeSectionView } from "./RecipeSectionView.tsx";
import { restartText } from "./recipeText.ts";
import { SettingList } from "./SettingList.tsx";
import type { SettingValue } from "./valueText.ts";
import "./recipe.css";

const PRESET_OPTIONS = Object.values(PRESETS).map(({ id, label, watch }) => ({ value: id, label, hint: watch }));

/** Everything that decides a run. Edits change a draft; the run takes it over on restart, and the button says so. */
export function RecipePanel() {
  const draft = useRun((run) => run.draft);
  const config = useRun((run) => run.config);
  const begun = useRun((run) => run.step > 0);
  const actions = useActions();
  const preset = Object.values(PRESETS).find(({ id }) => id === draft.preset);
  const usual = presetConfig(draft.preset);
  const changed = draftChanges(config, draft);
  const ownSettings = draftChanges(usual, draft).filter((key) => key !== "seed").length;
  const change = useCallback((key: ConfigKey, value: SettingValue) => actions.editDraft({ [key]: value }), [actions]);
  const reset = useCallback((key: ConfigKey) => actions.resetField(key), [actions]);
  const why = preset && PRESET_WHY[preset.id];
  return (
    <section className="panel recipe-panel" aria-labelledby="recipe-title">
      <h2 id="recipe-title" className="recipe-title">
        Recipe
      </h2>
      <div className="recipe-preset">
        <Choice
          label="Preset"
          hideLabel
          value={preset?.id ?? null}
          placeholder="Custom"
          options={PRESET_OPTIONS}
          onChange={(id) => actions.choosePreset(id)}
        />
        {preset && <p className="recipe-watch">{preset.watch}</p>}
        {why && <p className="recipe-why">{why}</p>}
        {ownSettings > 0 && (
          <p className="recipe-own">
            {ownSettings === 1 ? "One setting differs" : `${ownSettings} settings differ`} from this preset.
          </p>
        )}
      </div>
      {RECIPE_SECTIONS.map((section) => {
        const { shown, more } = sectionFields(section, draft, usual);
        const changes = [...shown, ...more].filter(({ key }) => changed.includes(key)).length;
        return (
          <RecipeSectionView key={section.id} title={section.title} changes={changes} openAtStart={section.openAtStart}>
            {section.id === "grpo" && <ObjectiveSetting draft={draft} onChoose={(patch) => actions.editDraft(patch)} />}
            <SettingList
              shown={shown}
              more={more}
              draft={draft}
              applied={config}
              usual={usual}
              onChange={change}
              onReset={reset}
            />
          </RecipeSectionView>
        );
      })}
      <RecipeSectionView title="Model and backend" changes={0} openAtStart={false}>
        <ModelFacts />
      </RecipeSectionView>
      <RecipeSectionView title="Settings as a file" changes={0} openAtStart={false}>
        <ConfigFileTools draft={draft} onImport={(imported) => actions.editDraft(imported)} />
      </RecipeSectionView>
      <div className={changed.length > 0 ? "recipe-apply pending" : "recipe-apply"} role="status">
        {changed.length > 0 ? (
          <>
            <Button className="button primary recipe-restart" onPress={() => actions.restart()}>
              {restartText(changed.length, begun)}
            </Button>
            <p>
              {begun && "Starts again from the base model; this run stays in the charts as a thin line. "}
              <Button className="link-button" onPress={() => actions.discardDraft()}>
                Discard the changes
              </Button>
            </p>
          </>
        ) : (
          <p>Changes apply on restart; nothing is changed now.</p>
        )}
      </div>
    </section>
  );
}
