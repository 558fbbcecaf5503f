import { FIELDS } from "../rl/config.ts";
import type { Flag } from "./arguments.ts";

/** `--temperature` and `--max-new-tokens`, with the ranges and defaults of a run's configuration. */
export const SAMPLING_FLAGS: readonly Flag[] = FIELDS.filter(
  ({ key }) => key === "temperature" || key === "maxNewTokens",
).map(({ flag, type, hint, default: value, min, max }) => ({
  name: flag,
  type,
  hint,
  default: value,
  min: min ?? 0,
  max: max ?? 0,
}));
