import { useState } from "react";
import { Button } from "react-aria-components";
import type { ConfigField, ConfigKey, RunConfig } from "../../rl/config.ts";
import { numberWord } from "../trace/numberText.ts";
import { idleText, shareText } from "./recipeText.ts";
import { Setting } from "./Setting.tsx";
import type { SettingValue } from "./valueText.ts";

interface SettingListProps {
  shown: readonly ConfigField[];
  more: readonly ConfigField[];
  draft: RunConfig;
  applied: RunConfig;
  usual: RunConfig;
  onChange: (key: ConfigKey, value: SettingValue) => void;
  onReset: (key: ConfigKey) => void;
}

/** The settings of a section; those that few people touch wait behind one button. */
export function SettingList({ shown, more, draft, applied, usual, onChange, onReset }: SettingListProps) {
  const [all, setAll] = useState(false);
  const setting = (field: ConfigField) => (
    <Setting
      key={field.key}
      field={field}
      value={draft[field.key]}
      applied={applied[field.key]}
      usual={usual[field.key]}
      idle={idleText(field, draft)}
      remark={shareText(draft, field.key)}
      onChange={onChange}
      onReset={onReset}
    />
  );
  return (
    <>
      {shown.map(setting)}
      {all && more.map(setting)}
      {more.length > 0 && (
        <Button className="link-button recipe-more" aria-expanded={all} onPress={() => setAll(!all)}>
          {all ? "fewer settings" : `${numberWord(more.length)} more ${more.length === 1 ? "setting" : "settings"}`}
        </Button>
      )}
    </>
  );
}
