import type { PresetId } from "../../rl/presets.ts";

/** Why the instructive failures fail. Presets that work need no excuse. */
export const PRESET_WHY: Partial<Record<PresetId, string>> = {
  "format-first":
    "Why it fails: tidy tags are easy and pay more than a right answer, which is rare at first. Almost all of the early gradient is about " +
    "tags, and the shortest way to tidy tags is a quick guess between them. Thinking is dropped before it has paid. A long run may find back to it; compare how many steps that takes.",
  "too-hot":
    "Why it fails: at this learning rate one noisy batch moves the weights further than it can justify. What the base model had learned " +
    "is overwritten: the sums inside the traces go wrong, so longer thinking no longer leads to right answers.",
};
