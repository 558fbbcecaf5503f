import type { BehaviourCounts } from "../world/behaviour.types.ts";
import { judge } from "../world/judge.ts";
import type { Problem } from "../world/problem.ts";
import { parseProblem } from "../world/tasks/index.ts";
import { decodeWords, encode } from "../world/vocabulary.ts";

export interface CheckResult {
  correct: boolean;
  format: boolean;
  answer: string | null;
  behaviour: BehaviourCounts;
}

/**
 * Judges one line `{"prompt": "use 7 3 5 make 9", "text": "<think> … <eos>"}`.
 *
 * @param where names the line in errors
 * @throws if it is not such an object, the prompt is of no known task, or the text has a word outside the language
 */
export function checkLine(line: string, where: string): CheckResult {
  const { prompt, text } = parseLine(line, where);
  let problem: Problem;
  let words: string[];
  try {
    problem = parseProblem(prompt);
  } catch (error) {
    throw new Error(`${where}: ${messageOf(error)}`);
  }
  try {
    words = decodeWords(encode(text));
  } catch (error) {
    throw new Error(`${where}: text: ${messageOf(error)}; words are separated by spaces`);
  }
  const { correct, format, answer, behaviour } = judge(problem, words);
  const { attempts, backtracks, reflections, aha, superficial, wrongVerdicts } = behaviour;
  return {
    correct,
    format,
    answer,
    behaviour: { attempts, backtracks, reflections, aha, superficial, wrongVerdicts },
  };
}

function parseLine(line: string, where: string): { prompt: string; text: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`${where}: expected {"prompt": …, "text": …}, got invalid JSON (${messageOf(error)})`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${where}: expected {"prompt": …, "text": …}, got ${JSON.stringify(value).slice(0, 80)}`);
  }
  return { prompt: textField(value, "prompt", where), text: textField(value, "text", where) };
}

function textField(record: object, name: string, where: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(record, name)?.value;
  if (typeof value === "string") return value;
  const got = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
  throw new Error(`${where}: ${name}: expected a string, got ${got}`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
