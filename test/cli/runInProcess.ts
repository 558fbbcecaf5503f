import { vi } from "vitest";
import { type Command, runCommand } from "../../src/cli/command.ts";

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number;
}

/** Runs a command as the shell would, without the cost of a process. */
export async function runInProcess(command: Command, argv: readonly (string | number)[]): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const capture = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  const spies = [capture("stdout"), capture("stderr")];
  const { log, info, debug } = console;
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await runCommand(command, argv.map(String));
    return { ...written, code: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    Object.assign(console, { log, info, debug });
    for (const spy of spies) spy.mockRestore();
  }
}
