import type { Rng } from "../../lib/rng.ts";
import type { Span } from "../behaviour.types.ts";
import { findChains } from "../chains.ts";
import { languageOf, type ProgramProblem } from "../problem.ts";
import { type VerdictWord, verdictAt } from "../verdicts.ts";
import { numberOf } from "../vocabulary.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import { readProgram, runProgram, writeProgram } from "./programInterpreter.ts";
import type { ReadAttempt, Task, Thought } from "./task.ts";
import { findTries } from "./tries.ts";

const LARGEST = 99;
const LARGEST_SLOPE = 5;
const LARGEST_B = 9;
/** Examples and hidden tests have x in 0…9; the sampler shows 1…5. */
const LARGEST_X = 9;
const LARGEST_SHOWN_X = 5;
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 95;
/** Probability that a writer leaves out examples in an attempt, by persistence. */
const LEAVES_OUT = new Map<number, number>([
  [0.3, 0.98],
  [0.75, 0.95],
]);
/** Probability that the next attempt is the parabola, where that is left. */
const SQUARE_NEXT = 0.25;
const DOUBTS: DoubtShares = [
  ["wait", 0.65],
  ["hmm", 0.35],
];
const EXAMPLES = { program: 2, "program-square": 3 } as const;

type Level = ProgramProblem["level"];
type Example = [x: number, y: number];
/** What x is multiplied by: a number for a·x + b, "x" for x·x + b. */
type Slope = number | "x";

/** Write f so that it fits the examples shown and the tests that are not. */
export function program(problem: ProgramProblem): Task {
  const { level, examples, hiddenTests } = problem;
  const check = (answer: readonly string[]): boolean => {
    const f = readProgram(answer);
    return f !== null && [...examples, ...hiddenTests].every(([x, y]) => runProgram(f, x) === y);
  };
  return {
    render: () => [languageOf(problem) === "zh" ? "写" : "write", "f", ":", ...examples.flatMap(writeExample)],
    key: () =>
      `program ${examples
        .toSorted(([a], [b]) => a - b)
        .flatMap(writeExample)
        .join(" ")}`,
    check,
    canonical: (answer) => (answer.length === 0 ? null : canonicalForm(answer)),
    solve: () => functionsOf(level).find(check) ?? null,
    readAttempts: (words, span) => readAttempts(words, span, check),
    guess: (rng) => writeFunction(sampleSlope(rng, level), rng.int(0, LARGEST_B)),
    think: (writer) => think(writer, problem),
  };
}

/**
 * "program": a·x + b with a in 1…5 and b in 0…9, two examples; "program-square": half of the time x·x + b, three examples. Examples
 * have different x in 1…5, hidden tests the other x in 0…9, and only one function of the level fits the examples.
 */
export function sampleProgram(rng: Rng, level: Level): ProgramProblem {
  for (;;) {
    const f = readProgram(writeFunction(sampleSlope(rng, level), rng.int(0, LARGEST_B))) ?? [];
    const shown = rng.shuffle(Array.from({ length: LARGEST_SHOWN_X }, (_, i) => i + 1)).slice(0, EXAMPLES[level]);
    const problem = fromExamples(
      level,
      shown.map((x) => [x, runProgram(f, x)]),
    );
    if (problem) return problem;
  }
}

/**
 * @param words "write f : 1 > 5 , 2 > 7" or "写 f : …", two examples or, for "program-square", three
 * @returns null for other words, and if not exactly one function of the level fits the examples
 */
export function parseProgram(words: readonly string[]): ProgramProblem | null {
  const level: Level = words.length === 4 * EXAMPLES.program + 2 ? "program" : "program-square";
  if (words.length !== 4 * EXAMPLES[level] + 2) return null;
  const examples: Example[] = [];
  for (let i = 3; i < words.length; i += 4) {
    const [x, y] = [numberOf(words[i]), numberOf(words[i + 2])];
    if (x === null || x > LARGEST_X || y === null || examples.some(([other]) => other === x)) return null;
    examples.push([x, y]);
  }
  const found = fromExamples(level, examples);
  if (found === null) return null;
  const problem: ProgramProblem = words[0] === "写" ? { ...found, language: "zh" } : found;
  return program(problem).render().join(" ") === words.join(" ") ? problem : null;
}

/** The problem with its hidden tests, or null if not exactly one function of the level fits the examples. */
function fromExamples(level: Level, examples: Example[]): ProgramProblem | null {
  const [f, another] = functionsOf(level)
    .map((words) => readProgram(words) ?? [])
    .filter((candidate) => examples.every(([x, y]) => runProgram(candidate, x) === y));
  if (f === undefined || another !== undefined) return null;
  const hiddenTests = Array.from({ length: LARGEST_X + 1 }, (_, x): Example => [x, runProgram(f, x)]).filter(
    ([x, y]) => y <= LARGEST && examples.every(([shown]) => shown !== x),
  );
  return { task: "program", level, examples, hiddenTests };
}

function functionsOf(level: Level): string[][] {
  const slopes: Slope[] = Array.from({ length: LARGEST_SLOPE }, (_, i) => i + 1);
  if (level === "program-square") slopes.push("x");
  return slopes.flatMap((slope) => Array.from({ length: LARGEST_B + 1 }, (_, b) => writeFunction(slope, b)));
}

const sampleSlope = (rng: Rng, level: Level): Slope =>
  level === "program-square" && rng.float() < 0.5 ? "x" : rng.int(1, LARGEST_SLOPE);

const writeFunction = (slope: Slope, b: number): string[] => [String(slope), "*", "x", "+", String(b)];

const writeExample = ([x, y]: Example, i: number): string[] => [...(i === 0 ? [] : [","]), String(x), ">", String(y)];

function canonicalForm(answer: readonly string[]): string {
  const f = readProgram(answer);
  return (f === null ? answer : writeProgram(f)).join(" ");
}

function think(writer: Writer, { level, examples }: ProgramProblem): Thought {
  const { rng } = writer;
  const thinking: string[] = [];
  const slopes = new Set(Array.from({ length: LARGEST_SLOPE }, (_, i) => i + 1));
  let squareLeft = level === "program-square";
  for (;;) {
    const square = squareLeft && (slopes.size === 0 || rng.float() < SQUARE_NEXT);
    const slope = square ? "x" : rng.pick([...slopes]);
    const { b, accepted } = pushAttempt(thinking, writer, slope, examples);
    if (slope === "x") squareLeft = false;
    else for (const other of slopes) if (other === slope || excludes(slope, b, other)) slopes.delete(other);
    if (accepted || !(slopes.size > 0 || squareLeft) || thinking.length + 1 > PATIENCE || !writer.goesOn()) {
      return { thinking, answer: writeFunction(slope, b >= 0 && b <= LARGEST_B ? b : rng.int(0, LARGEST_B)) };
    }
    thinking.push(writer.doubt(DOUBTS));
  }
}

/** A slope with b below 0 is too steep, and so is every steeper one; with b beyond 9 it is too flat. */
const excludes = (slope: number, b: number, other: number): boolean =>
  b < 0 ? other > slope : b > LARGEST_B && other < slope;

/** Appends "try 3 : 3 * 1 = 3 , 5 - 3 = 2 , 3 * 2 = 6 + 2 = 8 high". @returns b, and whether the writer takes it for f */
function pushAttempt(
  out: string[],
  writer: Writer,
  slope: Slope,
  examples: Example[],
): { b: number; accepted: boolean } {
  const product = (x: number): number => (slope === "x" ? x : slope) * x;
  const pushProduct = (x: number): void => {
    out.push(String(slope === "x" ? x : slope), "*", String(x), "=", String(product(x)));
  };
  const [[x, y], ...others] = examples as [Example, ...Example[]];
  const b = y - product(x);
  out.push(writer.say("try"), ...(slope === "x" ? ["x", "*", "x"] : [String(slope)]), ":");
  pushProduct(x);
  out.push(",", String(y), "-", String(product(x)));
  if (b < 0 || b > LARGEST_B) {
    out.push(writer.say("no"));
    return { b, accepted: false };
  }
  out.push("=", String(b));
  const sloppy = writer.rng.float() < (LEAVES_OUT.get(writer.persona.persistence) ?? 0);
  const tests = others.slice(0, sloppy ? writer.rng.int(0, others.length - 1) : others.length);
  if (tests.length === 0) out.push(writer.say("yes"));
  for (const [i, [x, y]] of tests.entries()) {
    const value = product(x) + b;
    if (i === 0) out.push(",");
    pushProduct(x);
    out.push("+", String(b), "=", String(value));
    out.push(writer.say(value === y ? "yes" : value < y ? "low" : "high"));
    if (value !== y) return { b, accepted: false };
  }
  return { b, accepted: true };
}

/**
 * Attempts are the tries that open with `try 3 :` or `try x * x :`. The b of one is the first result of a difference in it; without
 * it the attempt is not right. Its verdict is the last judging word in it.
 */
function readAttempts(
  words: readonly string[],
  span: Span,
  check: (answer: readonly string[]) => boolean,
): ReadAttempt[] {
  return findTries(words, span).flatMap((found) => {
    const slope = readOpening(words, found);
    return slope === null ? [] : [readAttempt(words, found, slope, check)];
  });
}

function readOpening(words: readonly string[], { start, end }: Span): Slope | null {
  const square = words.slice(start + 1, Math.min(start + 5, end)).join(" ") === "x * x :";
  return square ? "x" : start + 2 < end && words[start + 2] === ":" ? numberOf(words[start + 1]) : null;
}

function readAttempt(
  words: readonly string[],
  { start, end }: Span,
  slope: Slope,
  check: (answer: readonly string[]) => boolean,
): ReadAttempt {
  let b: number | null = null;
  let judged: VerdictWord | undefined;
  for (let i = start; i < end; i++) {
    judged = verdictAt(words, i) ?? judged;
    if (words[i] !== "-" || words[i + 2] !== "=" || i + 3 >= end) continue;
    if (numberOf(words[i - 1]) !== null && numberOf(words[i + 1]) !== null) b ??= numberOf(words[i + 3]);
  }
  const right = b !== null && check(writeFunction(slope, b));
  // From its colon on, so that the slope is no part of a calculation.
  const chains = findChains(words, { start: start + (slope === "x" ? 5 : 3), end });
  return {
    start,
    end,
    key: b === null ? `${slope} * x` : writeFunction(slope, b).join(" "),
    right,
    errors: chains.reduce((sum, chain) => sum + chain.arithmeticErrors, 0),
    ...(judged && { verdict: readVerdict(judged, right) }),
  };
}

const readVerdict = ({ start, end, word, positive }: VerdictWord, right: boolean) => ({
  start,
  end,
  word,
  positive,
  wrong: positive !== right,
});
