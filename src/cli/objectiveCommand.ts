import { readFile } from "node:fs/promises";
import { JSON_FLAG, type Command } from "./command.ts";
import { objectiveCases } from "./objectiveCases.ts";

/** Prints `{"<case>": {"loss", "grad", "metrics"}}`, every number in full precision. */
export const objectiveCommand: Command = {
  name: "objective",
  about: "Loss, gradient and metrics for cases in the form of test/fixtures/trl_grpo_vectors.json.",
  flags: [{ name: "cases", type: "string", hint: "The file with the cases.", required: true }, JSON_FLAG],
  async run(args) {
    const path = args.text("cases");
    const results = objectiveCases(parse(await read(path), path), path);
    if (args.flag("json")) {
      process.stdout.write(`${JSON.stringify(results)}\n`);
      return;
    }
    for (const [name, { loss, grad, metrics }] of Object.entries(results)) {
      const norm = Math.hypot(...grad.flat());
      const rest = Object.entries(metrics).map(([metric, value]) => `${metric} ${value.toPrecision(6)}`);
      process.stdout.write(
        `${name}\n  loss ${loss.toPrecision(6)}   gradient norm ${norm.toPrecision(6)}\n  ${rest.join("   ")}\n`,
      );
    }
  },
};

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Error(
      `${path}: expected a file that can be read, got ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? " (JSON has no NaN and no Infinity)" : "";
    throw new Error(`${path}: expected JSON, got ${error instanceof Error ? error.message : String(error)}${hint}`, {
      cause: error,
    });
  }
}
