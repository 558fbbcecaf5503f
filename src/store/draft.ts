import type { RunConfig } from "../rl/config.ts";

/** Settings that the next restart will change, in the configuration's own order. `preset` alone is only a label. */
export function draftChanges(config: RunConfig, draft: RunConfig): (keyof RunConfig)[] {
  return (Object.keys(draft) as (keyof RunConfig)[]).filter((key) => key !== "preset" && draft[key] !== config[key]);
}
