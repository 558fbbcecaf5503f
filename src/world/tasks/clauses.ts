import type { Rng } from "../../lib/rng.ts";
import type { Literal } from "../problem.ts";

/** Values 0 or 1 of p, q and r. */
export type Assignment = readonly [p: number, q: number, r: number];

export const VARIABLES = ["p", "q", "r"] as const;
const INDICES = [0, 1, 2] as const;

export const ASSIGNMENTS: readonly Assignment[] = [0, 1].flatMap((p) =>
  [0, 1].flatMap((q) => [0, 1].map((r): Assignment => [p, q, r])),
);

/** "~ p" or "p". */
export const literalWords = ({ variable, negated }: Literal): string[] => [
  ...(negated ? ["~"] : []),
  VARIABLES[variable],
];

/** "~ p | q". */
export const clauseWords = (clause: readonly Literal[]): string[] =>
  clause.flatMap((literal, i) => [...(i === 0 ? [] : ["|"]), ...literalWords(literal)]);

/** What the literal itself is worth, 0 or 1. */
export const literalValue = ({ variable, negated }: Literal, values: Assignment): number =>
  negated ? 1 - values[variable] : values[variable];

/** One of its literals is 1. */
export const clauseHolds = (clause: readonly Literal[], values: Assignment): boolean =>
  clause.some((literal) => literalValue(literal, values) === 1);

/** `size` literals of different variables in the order p q r. */
export function sampleClause(rng: Rng, size: 1 | 2): Literal[] {
  const variables = rng.shuffle(INDICES).slice(0, size);
  return variables.sort((a, b) => a - b).map((variable) => ({ variable, negated: rng.float() < 0.5 }));
}

/** @param words "~ p | q"; null unless they are one or two literals of different variables in the order p q r */
export function readClause(words: readonly string[]): Literal[] | null {
  const literals = splitAt(words, "|").map(readLiteral);
  if (literals.length > 2 || !literals.every((literal) => literal !== null)) return null;
  const [first, second] = literals;
  return first && second && first.variable >= second.variable ? null : literals;
}

/** p 0, q 1, r 2; null for every other word. */
export function variableOf(word: string | undefined): Literal["variable"] | null {
  return INDICES.find((i) => VARIABLES[i] === word) ?? null;
}

/** The runs of words between the separators; one more than there are separators. */
export function splitAt(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function readLiteral(words: readonly string[]): Literal | null {
  const negated = words.length === 2 && words[0] === "~";
  const variable = words.length === 1 || negated ? variableOf(words.at(-1)) : null;
  return variable === null ? null : { variable, negated };
}
