import { languageOf, type LevelId, levelOf, type Problem } from "../../world/problem.ts";
import { promptTokens } from "../../world/tasks/index.ts";
import { worldOfVocabulary } from "../../world/worlds.ts";

/** A problem with its place in the suite it is from. */
export interface Indexed {
  index: number;
  problem: Problem;
}

/**
 * What a model with this vocabulary can be asked: of a small one only the levels of its world, in English, and of any no prompt with
 * a word that it does not have.
 *
 * @param missing levels of which nothing is left
 */
export function readable(problems: readonly Problem[], vocabSize: number): { readable: Indexed[]; missing: string[] } {
  const world = worldOfVocabulary(vocabSize);
  const readable = problems
    .map((problem, index) => ({ index, problem }))
    .filter(({ problem }) => {
      if (world !== null && !world.levels.some((level: LevelId) => level === levelOf(problem))) return false;
      if (world?.chinesePrompts === 0 && languageOf(problem) === "zh") return false;
      return promptTokens(problem).every((id) => id < vocabSize);
    });
  const left = new Set(readable.map(({ problem }) => levelOf(problem)));
  return { readable, missing: [...new Set(problems.map(levelOf))].filter((level) => !left.has(level)) };
}
