import { encode } from "../world/vocabulary.ts";
import { framedPrompt } from "./framedPrompt.ts";

/** What the engine takes in one sequence, less the marks between the parts. */
const MOST_WORDS = 1000;

/** One line of the input, as words. */
export interface RewardModelItem {
  prompt: string[];
  response: string[];
  /** Empty unless a reference was asked for. */
  reference: string[];
}

/**
 * Reads `{"prompt": …, "response": …}`, with "reference" for a judge.
 *
 * @param where names the line in errors
 * @throws if it is not such an object, or a text has a word that is not in the vocabulary, naming field, word and position
 */
export function rewardModelLine(line: string, where: string, withReference: boolean): RewardModelItem {
  const fields = ["prompt", "response", ...(withReference ? ["reference"] : [])];
  const expected = `{${fields.map((field) => `"${field}": …`).join(", ")}}`;
  const value = within(`${where}: expected ${expected}, got invalid JSON`, (): unknown => JSON.parse(line));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${where}: expected ${expected}, got ${JSON.stringify(value).slice(0, 80)}`);
  }
  const text = (field: string): string => {
    const found: unknown = Object.getOwnPropertyDescriptor(value, field)?.value;
    if (typeof found === "string") return found;
    const got = found === undefined ? "nothing" : JSON.stringify(found).slice(0, 80);
    throw new Error(`${where}: ${field}: expected a string of words, got ${got}`);
  };
  const filled = (field: string): string => {
    const found = text(field);
    if (found.trim() !== "") return found;
    throw new Error(`${where}: ${field}: expected at least one word, got ${JSON.stringify(found)}`);
  };
  const item = {
    prompt: within(`${where}: prompt`, () => framedPrompt(filled("prompt"))),
    response: within(`${where}: response`, () => words(text("response"))),
    reference: withReference ? within(`${where}: reference`, () => words(filled("reference"))) : [],
  };
  const length = item.prompt.length + item.response.length + item.reference.length;
  if (length > MOST_WORDS) throw new Error(`${where}: expected at most ${MOST_WORDS} words in all, got ${length}`);
  return item;
}

function words(text: string): string[] {
  encode(text);
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Puts the place in front of an error's message. */
function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message.startsWith(where) ? message : `${where}: ${message}`, { cause: error });
  }
}
