import { ALL_LEVELS, LEVELS } from "./levels.ts";
import type { LevelId } from "./problem.ts";
import { SMALL_VOCABULARY_SIZE, VOCABULARY } from "./vocabulary.ts";

/** What a base model was pre-trained on: countdown and equation in English, or everything in two languages. */
export type WorldId = "two-tasks" | "four-domains";

export interface World {
  id: WorldId;
  /** Its words are the first so many of the vocabulary. */
  vocabularySize: number;
  levels: readonly LevelId[];
  /** Share of prompts that are asked in Chinese. */
  chinesePrompts: number;
  /** How many writers give up soon, how many later, how many hardly ever; adds up to 1. */
  persistence: readonly [soon: number, later: number, hardly: number];
  /** Share of documents with two questions, both answered by the same person: what makes few-shot prompting work. */
  twoTurns: number;
}

export const WORLDS: Readonly<Record<WorldId, World>> = {
  "two-tasks": {
    id: "two-tasks",
    vocabularySize: SMALL_VOCABULARY_SIZE,
    levels: LEVELS,
    chinesePrompts: 0,
    persistence: [0.5, 0.3, 0.2],
    twoTurns: 0,
  },
  "four-domains": {
    id: "four-domains",
    vocabularySize: VOCABULARY.length,
    levels: ALL_LEVELS,
    chinesePrompts: 0.3,
    persistence: [0.62, 0.25, 0.13],
    twoTurns: 0.15,
  },
};

/** The world that a model with this vocabulary reads; null for a size that is none of ours. */
export const worldOfVocabulary = (size: number): World | null =>
  Object.values(WORLDS).find(({ vocabularySize }) => vocabularySize === size) ?? null;
