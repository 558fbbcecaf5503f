import { REFLECTION_WORDS } from "../world/vocabulary.ts";
import type { Reward } from "./reward.ts";

/** Words after which nothing more is paid. */
const ENOUGH = 4;

/** A trap on purpose: it pays for the words, not for what follows them. */
export const reflection: Reward = {
  name: "reflection",
  configKey: "rewardReflection",
  label: "Reflection bonus",
  hint: "A quarter for each reflection word, up to 1, whether or not it helps: a trap on purpose.",
  score: ({ tokens }) => Math.min(1, tokens.filter((word) => REFLECTION_WORDS.has(word)).length / ENOUGH),
};
