import type { ConfigField } from "../../rl/config.ts";

/** What a setting can hold. */
export type SettingValue = string | number | boolean;

/** A number as it is typed: 0.0003 → `3e-4`, 0.28 → `0.28`. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential().replace("e+", "e");
  return String(value);
}

/** A setting's value for reading: choices by their label, reward weights of 0 as `off`. */
export function valueText(field: ConfigField, value: SettingValue): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return value === 0 && field.key.startsWith("reward") ? "off" : numberText(value);
  return field.options?.find((option) => option.value === value)?.label ?? value;
}

/** "0 to 2", "1 to 128 problems"; "" for choices. */
export function rangeText({ min, max, unit }: ConfigField): string {
  if (min === undefined || max === undefined) return "";
  return `${numberText(min)} to ${numberText(max)}${unit ? ` ${unit}` : ""}`;
}
