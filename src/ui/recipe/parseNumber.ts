import type { ConfigField } from "../../rl/config.ts";
import { describeRange } from "../../rl/config.ts";

/**
 * What was typed into a number's field: the number, or a sentence that says what was expected. Decimal commas are
 * understood.
 */
export function parseNumber(text: string, field: ConfigField): { value: number } | { problem: string } {
  const trimmed = text.trim();
  const value = trimmed === "" ? Number.NaN : Number(trimmed.replace("−", "-").replace(",", "."));
  const inRange = value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity);
  if (Number.isFinite(value) && inRange && (field.type !== "integer" || Number.isInteger(value))) return { value };
  return { problem: `Expected ${describeRange(field)}, got ${trimmed === "" ? "nothing" : `"${trimmed}"`}.` };
}
