/** `node src/cli/run.mjs <command> [arguments]`: set-up, then src/cli/<command>.ts with stdin, stdout, stderr and exit status its own. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const [command = "", ...args] = process.argv.slice(2);
/** @type {{ scripts: Record<string, string> }} */
const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const known = Object.keys(scripts).filter((name) => scripts[name] === `node src/cli/run.mjs ${name}`);

if (!known.includes(command)) {
  process.stderr.write(`command: expected one of ${known.join(", ")}, got ${command === "" ? "nothing" : command}
`);
  process.exit(1);
}

// Without the project's ignore-scripts, npm runs `pretrain` before `train` as if it were its preparation.
const { npm_lifecycle_event: lifecycle, npm_config_ignore_scripts: ignoreScripts } = process.env;
if (command === "pretrain" && args.length === 0 && lifecycle === "pretrain" && ignoreScripts !== "true")
  process.exit(0);

await setup();

const file = fileURLToPath(new URL(`./${command}.ts`, import.meta.url));
const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), file, ...args], { stdio: "inherit" });
// The terminal sends Ctrl-C to both; the child decides what it means. SIGTERM comes to us alone.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exitCode = 1;
});
child.on("exit", (status, signal) => {
  process.exitCode = status ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0));
});
