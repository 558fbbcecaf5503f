import type { Rng } from "../../lib/rng.ts";
import { languageOf, type KnightsProblem, type Language, type Literal } from "../problem.ts";
import { claimsTask, saysWord, solutions, type Claim } from "./claims.ts";
import { ASSIGNMENTS, clauseWords, readClause, sampleClause, splitAt, VARIABLES } from "./clauses.ts";
import type { Task } from "./task.ts";

const OPENS = { en: "knights", zh: "骑士" } as const;
/** Probability of a statement of one literal. */
const SHORT = 0.6;
const SPEAKERS = [0, 1, 2] as const;
/** Three knaves can only have said that somebody is a knight, and then three knights could have said so, too. */
const POSSIBLE = ASSIGNMENTS.filter((values) => values.includes(1));

/** Find who of p, q and r always tells the truth (1) and who never does (0) from what they say. */
export function knights(problem: KnightsProblem): Task {
  const language = languageOf(problem);
  return {
    ...claimsTask(claimsOf(problem.statements), language),
    render: () => render(problem, language),
    key: () => render(problem, "en").join(" "),
  };
}

/**
 * One statement each, of one literal (not the speaker's own) or two; exactly one solution, each of the seven that there can be
 * equally often: left to chance, "1 1 1" would be right for a third of the puzzles.
 */
export function sampleKnights(rng: Rng): KnightsProblem {
  const wanted = rng.pick(POSSIBLE).join();
  for (;;) {
    const statements: KnightsProblem["statements"] = [
      sampleStatement(rng, 0),
      sampleStatement(rng, 1),
      sampleStatement(rng, 2),
    ];
    const found = solutions(claimsOf(statements));
    if (found.length === 1 && found[0]?.join() === wanted) return { task: "knights", statements };
  }
}

/** @param words "knights p says ~ q , q says r , r says p | ~ q"; null if they are not such a puzzle with exactly one solution */
export function parseKnights(words: readonly string[]): KnightsProblem | null {
  const [opening, ...rest] = words;
  const language = opening === OPENS.en ? "en" : opening === OPENS.zh ? "zh" : null;
  if (language === null) return null;
  const parts = splitAt(rest, ",");
  if (!parts.every((part, i) => part[0] === VARIABLES[i] && part[1] === saysWord(language))) return null;
  const [p, q, r] = parts.map((part) => readClause(part.slice(2)));
  if (parts.length !== 3 || !p || !q || !r || solutions(claimsOf([p, q, r])).length !== 1) return null;
  return { task: "knights", statements: [p, q, r], ...(language === "zh" && { language }) };
}

const claimsOf = (statements: KnightsProblem["statements"]): Claim[] =>
  SPEAKERS.map((speaker) => ({ speaker, clause: statements[speaker] }));

function render({ statements }: KnightsProblem, language: Language): string[] {
  const said = SPEAKERS.map((i) => `${VARIABLES[i]} ${saysWord(language)} ${clauseWords(statements[i]).join(" ")}`);
  return `${OPENS[language]} ${said.join(" , ")}`.split(" ");
}

function sampleStatement(rng: Rng, speaker: Literal["variable"]): Literal[] {
  const size = rng.float() < SHORT ? 1 : 2;
  for (;;) {
    const clause = sampleClause(rng, size);
    if (size === 2 || clause[0]?.variable !== speaker) return clause;
  }
}
