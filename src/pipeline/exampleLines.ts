import type { TraceExample } from "../protocol/pipeline.ts";

/** An example of a stage's data, and the filter that took it; one without was kept. */
export type SievedExample = TraceExample & { filter?: string };

/** One example as a line of JSON, its fields always in the same order. */
export function exampleLine({ level, source, filter, prompt, response, before, why }: SievedExample): string {
  return JSON.stringify({ level, source, filter, prompt, response, before, why });
}

/** @throws naming the place where the line is no example */
function readExampleLine(line: string, where: string): SievedExample {
  try {
    const value: SievedExample = JSON.parse(line);
    if (typeof value.prompt === "string" && typeof value.response === "string") return value;
  } catch {
    // Named below.
  }
  throw new Error(`${where}: expected an example with prompt and response, got ${JSON.stringify(line.slice(0, 60))}`);
}

/** @throws naming file and line where a line is no example */
export const readExampleLines = (text: string, file: string): SievedExample[] =>
  text
    .split("\n")
    .map((line, i) => ({ line, where: `${file}, line ${i + 1}` }))
    .filter(({ line }) => line !== "")
    .map(({ line, where }) => readExampleLine(line, where));

/**
 * The lines of every example of a stage, kept and rejected, in one order: the responses to one prompt stand together, for the reader, and
 * because the file is then a third smaller when packed.
 */
export const sortedExampleLines = (examples: readonly SievedExample[]): string =>
  [...examples]
    .sort((a, b) => compare(a.level, b.level) || compare(a.prompt, b.prompt) || compare(a.response, b.response))
    .map((one) => `${exampleLine(one)}\n`)
    .join("");

/** By code units: the same on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
