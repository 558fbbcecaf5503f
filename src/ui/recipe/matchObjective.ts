import type { RunConfig } from "../../rl/config.ts";
import { NAMED_OBJECTIVES, type NamedObjective } from "../../rl/namedObjectives.ts";

export interface ObjectiveMatch {
  /** The published algorithm that these settings are, in every setting it names; null when they are a mixture. */
  exact: NamedObjective | null;
  /** Where the four choices agree but numbers differ: whose choices they are, and which settings differ. */
  near: { objective: NamedObjective; differs: (keyof RunConfig)[] } | null;
}

const keysOf = ({ config }: NamedObjective): (keyof RunConfig)[] => Object.keys(config) as (keyof RunConfig)[];
const CHOICES: readonly (keyof RunConfig)[] = ["advantage", "ratio", "trust", "aggregate"];

/** Which named objective a configuration is, or comes closest to. */
export function matchObjective(config: RunConfig): ObjectiveMatch {
  let near: ObjectiveMatch["near"] = null;
  for (const objective of NAMED_OBJECTIVES) {
    const differs = keysOf(objective).filter((key) => objective.config[key] !== config[key]);
    if (differs.length === 0) return { exact: objective, near: null };
    if (differs.some((key) => CHOICES.includes(key))) continue;
    if (!near || differs.length < near.differs.length) near = { objective, differs };
  }
  return { exact: null, near };
}
