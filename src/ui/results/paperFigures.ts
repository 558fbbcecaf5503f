import type { StageReport } from "../../protocol/pipeline.ts";

/** What the paper reports of the model that a row stands for: AIME 2024, percent. */
export interface PaperFigure {
  model: string;
  pass1: number;
  /** Majority of 64. */
  cons64?: number;
}

const STAGES: readonly (readonly [string, PaperFigure])[] = [
  ["base", { model: "DeepSeek-V3-Base", pass1: 15.6 }],
  ["zero", { model: "R1-Zero", pass1: 71.0, cons64: 86.7 }],
  ["second-rl", { model: "R1", pass1: 79.8 }],
];

/** From small to large. */
const DISTILLED: readonly PaperFigure[] = [
  { model: "distilled Qwen-7B", pass1: 55.5 },
  { model: "distilled Qwen-14B", pass1: 69.7 },
  { model: "distilled Qwen-32B", pass1: 72.6 },
];

const DIRECT: PaperFigure = { model: "Qwen-32B-Zero, RL only", pass1: 47.0, cons64: 60.0 };

/**
 * The paper's figures by row id. It has fewer students than we do: its three stand beside our three largest, by size.
 * Source: DeepSeek-R1 (arXiv 2501.12948), AIME 2024.
 */
export function paperFigures(reports: readonly StageReport[]): ReadonlyMap<string, PaperFigure> {
  const students = reports.flatMap((report) => report.students ?? []);
  const largest = students.toSorted((a, b) => a.parameters - b.parameters).slice(-DISTILLED.length);
  const figures = DISTILLED.slice(-largest.length);
  return new Map([
    ...STAGES,
    ...largest.flatMap(({ name }, i): [string, PaperFigure][] => {
      const figure = figures[i];
      return figure ? [[`student/${name}`, figure]] : [];
    }),
    ...students.filter(({ direct }) => direct).map(({ name }): [string, PaperFigure] => [`direct/${name}`, DIRECT]),
  ]);
}
