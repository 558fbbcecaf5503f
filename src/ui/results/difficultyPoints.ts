import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import type { LevelId } from "../../world/problem.ts";
import { rankCorrelation } from "./rankCorrelation.ts";

export interface DifficultyPoint {
  level: LevelId;
  /** Mean over the level's problems: expected attempts at random. */
  difficulty: number;
  /** Tokens. */
  thinking: Interval;
  n: number;
}

/** Each reasoning level's thinking length and how hard it is. */
export function difficultyPoints({ levels, problems }: SuiteResult): DifficultyPoint[] {
  return levels.flatMap(({ level, n, metrics }) => {
    const thinking = metrics["thinking_length"];
    const own = problems.filter((problem) => problem.level === level && Number.isFinite(problem.difficulty));
    if (!thinking || own.length === 0) return [];
    const difficulty = own.reduce((sum, problem) => sum + problem.difficulty, 0) / own.length;
    return [{ level, difficulty, thinking, n }];
  });
}

/** Rank correlation, over reasoning problems, between how hard a problem is and how long the responses to it are. */
export function lengthFollowsDifficulty({ levels, problems }: SuiteResult): number {
  const general = new Set(levels.filter(({ domain }) => domain === "general").map(({ level }) => level));
  const asked = problems.filter(({ level, difficulty }) => !general.has(level) && Number.isFinite(difficulty));
  return rankCorrelation(
    asked.map(({ difficulty }) => difficulty),
    asked.map(({ meanLength }) => meanLength),
  );
}

/** "0.41" or "−0.08"; a dash where there is nothing to correlate. */
export const correlationText = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(2).replace(/^-/, "−") : "–";
