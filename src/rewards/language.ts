import type { Reward } from "./reward.ts";

/** The paper's language consistency; English is the target. Thinking without a word of either language counts as consistent. */
export const language: Reward = {
  name: "language",
  configKey: "rewardLanguage",
  label: "Language consistency",
  hint: "Share of English among the English and Chinese words of the thinking; 1 if there are none.",
  score: ({ judged }) => {
    const { en, zh } = judged.behaviour.words;
    return en + zh === 0 ? 1 : en / (en + zh);
  },
};
