import { FIELDS, type ConfigField, type ConfigKey, type RunConfig } from "../../rl/config.ts";
import { percent } from "../trace/numberText.ts";
import { valueText, type SettingValue } from "./valueText.ts";

/** "0.1 → 0.3, applies on restart". */
export const changeText = (field: ConfigField, applied: SettingValue, drafted: SettingValue): string =>
  `${valueText(field, applied)} → ${valueText(field, drafted)}, applies on restart`;

/** What the button will do: "Restart with 2 changes". */
export function restartText(changes: number, begun: boolean): string {
  const what = changes === 1 ? "1 change" : `${changes} changes`;
  return begun ? `Restart with ${what}` : `Apply ${what}`;
}

/** "33 % of the questions": what a mix weight comes to. */
export function shareText(config: RunConfig, key: ConfigKey): string | null {
  if (key !== "countdown3" && key !== "countdown4" && key !== "equation") return null;
  const sum = config.countdown3 + config.countdown4 + config.equation;
  return sum === 0 ? "at least one task needs a weight above 0" : `${percent(config[key] / sum)} of the questions`;
}

/** Why a field does nothing at present; null when it acts. */
export function idleText({ onlyWith }: ConfigField, config: RunConfig): string | null {
  if (!onlyWith) return null;
  const master = FIELDS.find(({ key }) => key === onlyWith.key);
  if (!master || onlyWith.in.includes(String(config[master.key])) || onlyWith.in.includes(config[master.key] === true))
    return null;
  const wanted = onlyWith.in.map((value) => valueText(master, String(value)));
  return `Acts only with ${master.label.toLowerCase()} ${wanted.join(", ")}.`;
}
