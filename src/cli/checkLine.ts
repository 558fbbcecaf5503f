import type { BehaviourCounts } from "../world/behaviour.types.ts";
import { judge } from "../world/judge.ts";
import { parseProblem } from "../world/tasks/index.ts";
import { encode } from "../world/vocabulary.ts";
import { behaviourCounts } from "./behaviourCounts.ts";

interface CheckResult {
  correct: boolean;
  format: boolean;
  answer: string | null;
  behaviour: BehaviourCounts;
}

/**
 * Judges one line `{"prompt": "use 7 3 5 make 9", "text": "<think> … <eos>"}`. A number that the language has no word for makes an
 * answer wrong; any other foreign word makes the line malformed.
 *
 * @param where names the line in errors
 * @throws if it is not such an object, the prompt is of no known task, or the text has a foreign word
 */
export function checkLine(line: string, where: string): CheckResult {
  const { prompt, text } = parseLine(line, where);
  const problem = within(where, () => parseProblem(prompt));
  const words = within(`${where}: text`, () => readWords(text));
  const { correct, format, answer, behaviour } = judge(problem, words);
  return { correct, format, answer, behaviour: behaviourCounts(behaviour) };
}

/** @throws naming the first word that is neither of the language nor a whole number, and its position */
function readWords(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  encode(words.map((word) => (/^-?\d+$/.test(word) ? "0" : word)).join(" "));
  return words;
}

function parseLine(line: string, where: string): { prompt: string; text: string } {
  const value = within(`${where}: expected {"prompt": …, "text": …}, got invalid JSON`, (): unknown =>
    JSON.parse(line),
  );
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

/** Puts the place in front of an error's message. */
function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
