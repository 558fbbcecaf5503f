import { FIELDS } from "../rl/config.ts";
import type { Flag } from "./arguments.ts";

/** `--temperature` and `--max-new-tokens`, with the ranges and defaults of a run's configuration. */
const OF_A_RUN: readonly Flag[] = FIELDS.filter(({ key }) => key === "temperature" || key === "maxNewTokens").map(
  ({ flag, type, hint, default: value, min, max }) => ({
    name: flag,
    type,
    hint,
    default: value,
    min: min ?? 0,
    max: max ?? 0,
  }),
);

/** How completions are sampled outside training: as in a run, or from the nucleus alone. */
export const SAMPLING_FLAGS: readonly Flag[] = [
  ...OF_A_RUN,
  {
    name: "top-p",
    type: "number",
    hint: "Nucleus sampling: only the most probable tokens that together have this probability. 1: all tokens.",
    default: 1,
    min: 0.001,
    max: 1,
  },
];
