import type { Span } from "../behaviour.types.ts";
import type { Language, Literal } from "../problem.ts";
import { verdictAt } from "../verdicts.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import {
  ASSIGNMENTS,
  VARIABLES,
  clauseHolds,
  literalValue,
  literalWords,
  variableOf,
  type Assignment,
} from "./clauses.ts";
import type { ReadAttempt, Task, Thought } from "./task.ts";
import { findTries } from "./tries.ts";

/** A clause that must hold; if a speaker says it, then exactly when the speaker's own value is 1. */
export interface Claim {
  clause: Literal[];
  speaker?: Literal["variable"];
}

/** "try p 0 q 1 r 1 :" */
const OPENING_LENGTH = 8;
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 130;
/** Writers who give up sooner than this are sloppy. */
const CAREFUL = 0.5;
/** Probability that a sloppy writer looks at the first two claims only. */
const SKIPS = 0.75;
const DOUBTS: DoubtShares = [
  ["wait", 0.65],
  ["hmm", 0.35],
];
const SAYS = { en: "says", zh: "说" } as const;

/** "says" in a language. */
export const saysWord = (language: Language): string => SAYS[language];

/** All values of p, q and r for which every claim holds. */
export const solutions = (claims: readonly Claim[]): Assignment[] =>
  ASSIGNMENTS.filter((values) => claims.every((claim) => claimHolds(claim, values)));

/** A puzzle about the values of p, q and r, whatever its prompt looks like. */
export function claimsTask(claims: readonly Claim[], language: Language): Omit<Task, "render" | "key"> {
  return {
    check: (answer) => {
      const values = readValues(answer);
      return values !== null && claims.every((claim) => claimHolds(claim, values));
    },
    canonical: (answer) => (answer.length === 0 ? null : answer.join(" ")),
    solve: () => solutions(claims)[0]?.map(String) ?? null,
    readAttempts: (words, span) => findTries(words, span).flatMap((found) => readAttempt(words, found, claims) ?? []),
    guess: (rng) => rng.pick(ASSIGNMENTS).map(String),
    think: (writer) => think(writer, claims, language),
  };
}

function think(writer: Writer, claims: readonly Claim[], language: Language): Thought {
  const { rng, persona } = writer;
  const thinking: string[] = [];
  const untried = rng.shuffle(ASSIGNMENTS);
  for (;;) {
    const values = untried.pop() as Assignment;
    const skips = persona.persistence < CAREFUL && rng.float() < SKIPS;
    thinking.push(writer.say("try"), ...VARIABLES.flatMap((name, i) => [name, String(values[i])]), ":");
    let good = true;
    for (const claim of skips ? claims.slice(0, 2) : claims) {
      good = claimHolds(claim, values);
      thinking.push(...claimWords(claim, values, language), writer.say(good ? "yes" : "no"));
      if (!good) break;
    }
    const over = good || untried.length === 0 || thinking.length + 1 > PATIENCE || !writer.goesOn();
    if (over) return { thinking, answer: values.map(String) };
    thinking.push(writer.doubt(DOUBTS));
  }
}

/** "p 1 says ~ q 1 r 0": every literal with its own value. */
function claimWords({ speaker, clause }: Claim, values: Assignment, language: Language): string[] {
  return [
    ...(speaker === undefined ? [] : [VARIABLES[speaker], String(values[speaker]), saysWord(language)]),
    ...clause.flatMap((literal) => [...literalWords(literal), String(literalValue(literal, values))]),
  ];
}

const claimHolds = ({ speaker, clause }: Claim, values: Assignment): boolean =>
  clauseHolds(clause, values) === (speaker === undefined || values[speaker] === 1);

/**
 * Reads "try p 1 q 0 r 1 : p 1 says ~ q 1 yes …". A literal's value must follow from the values tried, a claim's yes or no from the
 * values written before it; the last yes or no is about the attempt. null if the words do not begin like that.
 */
function readAttempt(words: readonly string[], { start, end }: Span, claims: readonly Claim[]): ReadAttempt | null {
  const values = readOpening(words.slice(start, Math.min(start + OPENING_LENGTH, end)));
  if (values === null) return null;
  const right = claims.every((claim) => claimHolds(claim, values));
  let errors = 0;
  let verdict: ReadAttempt["verdict"];
  /** What is written of the claim that is being read. */
  let speaks = true;
  let said: boolean | null = null;
  for (let i = start + OPENING_LENGTH; i < end; i++) {
    const judged = verdictAt(words, i);
    if (judged) {
      const { word, positive } = judged;
      if (said !== null && positive !== (said === speaks)) errors++;
      verdict = { start: i, end: i + 1, word, positive, wrong: positive !== right };
      speaks = true;
      said = null;
      continue;
    }
    const variable = variableOf(words[i]);
    const value = i + 1 < end ? bitOf(words[i + 1]) : null;
    if (variable === null || value === null) continue;
    const negated = words[i - 1] === "~";
    if (value !== literalValue({ variable, negated }, values)) errors++;
    const next = i + 2 < end ? words[i + 2] : undefined;
    if (!negated && (next === SAYS.en || next === SAYS.zh)) speaks = value === 1;
    else said = said === true || value === 1;
    i++;
  }
  return { start, end, key: values.join(" "), right, errors, ...(verdict && { verdict }) };
}

function readOpening(words: readonly string[]): Assignment | null {
  const named = VARIABLES.every((name, i) => words[1 + 2 * i] === name);
  if (words.length !== OPENING_LENGTH || !named || words[OPENING_LENGTH - 1] !== ":") return null;
  return readValues([2, 4, 6].map((at) => words[at] as string));
}

/** @param words "0 0 1" */
function readValues(words: readonly string[]): Assignment | null {
  const [p, q, r, more] = words.map(bitOf);
  if (!isBit(p) || !isBit(q) || !isBit(r) || more !== undefined) return null;
  return [p, q, r];
}

const isBit = (bit: number | null | undefined): bit is number => bit === 0 || bit === 1;

const bitOf = (word: string | undefined): number | null => (word === "0" ? 0 : word === "1" ? 1 : null);
