import { languageOf } from "../world/problem.ts";
import type { Reward } from "./reward.ts";

/**
 * The paper's language consistency; the target is the language of the prompt. Thinking without a word of either language counts
 * as consistent.
 */
export const language: Reward = {
  name: "language",
  configKey: "rewardLanguage",
  label: "Language consistency",
  hint: "Share of the prompt's language among the English and Chinese words of the thinking; 1 if there are none.",
  score: ({ problem, judged }) => {
    const { en, zh } = judged.behaviour.words;
    return en + zh === 0 ? 1 : judged.behaviour.words[languageOf(problem)] / (en + zh);
  },
};
