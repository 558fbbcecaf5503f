import { memo, useId } from "react";
import { Button, Switch } from "react-aria-components";
import type { ConfigField, ConfigKey } from "../../rl/config.ts";
import { Choice } from "../choice/Choice.tsx";
import { NumberSetting } from "./NumberSetting.tsx";
import { changeText } from "./recipeText.ts";
import { rangeText, valueText, type SettingValue } from "./valueText.ts";
import "./setting.css";

interface SettingProps {
  field: ConfigField;
  /** In the draft, in the running configuration, and what a reset goes back to. */
  value: SettingValue;
  applied: SettingValue;
  usual: SettingValue;
  /** Why the field does nothing at present. */
  idle: string | null;
  /** What the value comes to, beside the hint. */
  remark: string | null;
  onChange: (key: ConfigKey, value: SettingValue) => void;
  onReset: (key: ConfigKey) => void;
}

/** One setting: name, control, what it means, its range, what a restart would change, and a way back. */
export const Setting = memo(function Setting({
  field,
  value,
  applied,
  usual,
  idle,
  remark,
  onChange,
  onReset,
}: SettingProps) {
  const id = useId();
  const changed = value !== applied;
  const hintId = `${id}-hint`;
  const range = rangeText(field);
  const chosen = field.options?.find((option) => option.value === value);
  return (
    <div className={`setting ${field.type}${changed ? " changed" : ""}${idle ? " idle" : ""}`}>
      {typeof value === "boolean" ? (
        <Switch
          className="setting-switch"
          isSelected={value}
          isDisabled={idle !== null}
          aria-describedby={hintId}
          onChange={(on) => onChange(field.key, on)}
        >
          <span>{field.label}</span>
          <span className="setting-knob" aria-hidden="true" />
        </Switch>
      ) : (
        <label htmlFor={typeof value === "number" ? id : undefined}>
          {field.label}
          {field.unit && <span className="setting-unit"> {field.unit}</span>}
        </label>
      )}
      {typeof value === "number" && (
        <NumberSetting
          field={field}
          value={value}
          id={id}
          describedBy={hintId}
          disabled={idle !== null}
          onChange={(next) => onChange(field.key, next)}
        />
      )}
      {field.options && typeof value === "string" && (
        <Choice
          label={field.label}
          hideLabel
          value={value}
          options={field.options}
          disabled={idle !== null}
          describedBy={hintId}
          onChange={(next) => onChange(field.key, next)}
        />
      )}
      {changed && <p className="setting-change">{changeText(field, applied, value)}</p>}
      <p id={hintId} className="setting-hint">
        {idle ?? chosen?.hint ?? field.hint}
        {remark && <b> {remark}.</b>} {range && <span className="setting-range">Range {range}.</span>}{" "}
        {value !== usual && (
          <Button
            className="link-button"
            aria-label={`Reset ${field.label} to ${valueText(field, usual)}`}
            onPress={() => onReset(field.key)}
          >
            reset to {valueText(field, usual)}
          </Button>
        )}
      </p>
    </div>
  );
});
