/** An example of a stage's data as the page shows it. */
export interface StoredExample {
  level: string;
  /** The sieve that it went into. */
  source: string;
  /** The filter that took it; null for one that was kept. */
  filter: string | null;
  prompt: string;
  response: string;
  before?: string;
  why?: string;
}

/**
 * One line of a stage's examples, as the pipeline writes them.
 * @param where names the line in errors
 * @throws saying what was expected there
 */
export function readExampleLine(line: string, where: string): StoredExample {
  const value = parsed(line);
  if (!isRecord(value)) throw new Error(`${where}: expected a JSON object, got ${shortened(line)}`);
  const text = (field: string): string => {
    const found = value[field];
    if (typeof found === "string") return found;
    throw new Error(`${where}: expected ${field} to be a text, got ${shortened(JSON.stringify(found) ?? "nothing")}`);
  };
  const example: StoredExample = {
    level: text("level"),
    source: text("source"),
    filter: value["filter"] === undefined ? null : text("filter"),
    prompt: text("prompt"),
    response: text("response"),
  };
  if (value["before"] !== undefined) example.before = text("before");
  if (value["why"] !== undefined) example.why = text("why");
  return example;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
