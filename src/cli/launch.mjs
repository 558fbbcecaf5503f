import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setup } from "./setup.mjs";

/**
 * Set-up, then a TypeScript file with stdin, stdout, stderr and exit status its own.
 * @param {string} command @param {string} file @param {string[]} args
 */
export async function launch(command, file, args) {
  await setup();
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), file, ...args], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both; the child decides what it means. SIGTERM comes to us alone.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    process.stderr.write(`${command}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (status, signal) => {
    // A crash leaves no word of its own.
    if (signal !== null && signal !== "SIGINT" && signal !== "SIGTERM") {
      process.stderr.write(`${command}: ended by ${signal}\n`);
    }
    process.exitCode = status ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0));
  });
}
