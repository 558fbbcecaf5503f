import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/**
 * The text of `--input`: a file, or "-" for standard input.
 * @throws naming the file and why it cannot be read
 */
export async function readInput(input: string): Promise<string> {
  if (input === "-") return text(process.stdin);
  try {
    return await readFile(input, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--input: expected a readable file or "-", got ${JSON.stringify(input)} (${reason})`, {
      cause: error,
    });
  }
}
