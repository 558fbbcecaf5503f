import { checkLine } from "./checkLine.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { readInput } from "./readInput.ts";

/** A JSON line for every line of the input; stops at the first malformed one, after printing those before it. */
export const checkCommand: Command = {
  name: "check",
  about:
    "Judge completions: answer, format and behaviour, exactly, by rules alone. Prints a JSON line for every line of the input.",
  flags: [
    { name: "input", type: "string", hint: 'JSONL of {"prompt", "text"}; "-" is standard input.', required: true },
    { ...JSON_FLAG, hint: "Accepted for symmetry; the output is JSON lines either way." },
  ],
  async run(args) {
    const input = args.text("input");
    const lines = (await readInput(input)).replace(/^\uFEFF/, "").split("\n");
    for (const [i, line] of lines.entries()) {
      if (line.trim() === "") continue;
      process.stdout.write(`${JSON.stringify(checkLine(line, `${input === "-" ? "stdin" : input}, line ${i + 1}`))}\n`);
    }
  },
};
