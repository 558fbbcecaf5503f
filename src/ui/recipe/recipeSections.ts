import { FIELDS, type ConfigField, type ConfigKey, type RunConfig } from "../../rl/config.ts";
import type { FieldGroup } from "../../rl/field.ts";

export interface RecipeSection {
  id: string;
  title: string;
  groups: readonly FieldGroup[];
  /** Shown at once; the others stand behind "more" until they are changed. */
  first: readonly ConfigKey[];
  openAtStart: boolean;
}

export const RECIPE_SECTIONS: readonly RecipeSection[] = [
  {
    id: "rewards",
    title: "Rewards",
    groups: ["rewards"],
    first: ["rewardAccuracy", "rewardFormat", "rewardLanguage"],
    openAtStart: true,
  },
  {
    id: "grpo",
    title: "GRPO",
    groups: ["rollout", "objective"],
    first: ["groupSize", "prompts", "clipLow", "clipHigh", "klCoef"],
    openAtStart: true,
  },
  {
    id: "task",
    title: "Task and difficulty",
    groups: ["task"],
    first: ["countdown3", "countdown4", "equation"],
    openAtStart: false,
  },
  {
    id: "optimiser",
    title: "Optimiser",
    groups: ["optimiser"],
    first: ["learningRate", "learningRateSchedule", "minibatches"],
    openAtStart: false,
  },
  {
    id: "evaluation",
    title: "Length, evaluation, saving",
    groups: ["run", "evaluation"],
    first: ["steps", "seed", "evalEvery", "evalProblems"],
    openAtStart: false,
  },
];

/** The preset has a control of its own. */
const ELSEWHERE: readonly ConfigKey[] = ["preset"];

/**
 * The fields of a section: what is always shown, in the section's order, and what stands behind "more". A field that
 * differs from its
 * usual value comes forward, so that nothing acts unseen.
 */
export function sectionFields(
  section: RecipeSection,
  draft: RunConfig,
  usual: RunConfig,
): { shown: ConfigField[]; more: ConfigField[] } {
  const fields = FIELDS.filter(({ key, group }) => section.groups.includes(group) && !ELSEWHERE.includes(key));
  const first = section.first.flatMap((key) => fields.find((field) => field.key === key) ?? []);
  const rest = fields.filter((field) => !first.includes(field));
  return {
    shown: [...first, ...rest.filter(({ key }) => draft[key] !== usual[key])],
    more: rest.filter(({ key }) => draft[key] === usual[key]),
  };
}
