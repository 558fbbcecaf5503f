import type { Rng } from "../../lib/rng.ts";
import { languageOf, type LogicProblem } from "../problem.ts";
import { claimsTask, solutions } from "./claims.ts";
import { clauseWords, readClause, sampleClause, splitAt } from "./clauses.ts";
import type { Task } from "./task.ts";

const OPENS = { en: "solve", zh: "解" } as const;
const FEWEST = 3;
const MOST = 4;

/** Find values for p, q and r that satisfy every clause. */
export function logic(problem: LogicProblem): Task {
  const language = languageOf(problem);
  const clauses = problem.clauses.map((clause) => clauseWords(clause).join(" "));
  return {
    ...claimsTask(
      problem.clauses.map((clause) => ({ clause })),
      language,
    ),
    render: () => `${OPENS[language]} ${clauses.join(" , ")}`.split(" "),
    key: () => `logic ${[...new Set(clauses)].sort().join(" , ")}`,
  };
}

/** Three or four different clauses, a third of them of one literal, with exactly one solution. */
export function sampleLogic(rng: Rng): LogicProblem {
  for (;;) {
    const clauses = Array.from({ length: rng.int(FEWEST, MOST) }, () => sampleClause(rng, rng.int(0, 2) === 0 ? 1 : 2));
    const different = new Set(clauses.map((clause) => clauseWords(clause).join(" "))).size === clauses.length;
    if (different && isUnique(clauses)) return { task: "logic", clauses };
  }
}

/** @param words "solve ~ p | q , r , ~ q | ~ r"; null if they are not three or four clauses with exactly one solution */
export function parseLogic(words: readonly string[]): LogicProblem | null {
  const [opening, ...rest] = words;
  if (opening !== OPENS.en && opening !== OPENS.zh) return null;
  const clauses = splitAt(rest, ",").map(readClause);
  if (clauses.length < FEWEST || clauses.length > MOST || !clauses.every((clause) => clause !== null)) return null;
  if (!isUnique(clauses)) return null;
  return { task: "logic", clauses, ...(opening === OPENS.zh && { language: "zh" }) };
}

const isUnique = (clauses: LogicProblem["clauses"]): boolean =>
  solutions(clauses.map((clause) => ({ clause }))).length === 1;
