/** `node src/cli/run.mjs <command> [arguments]`: set-up, then src/cli/<command>.ts with stdin, stdout, stderr and exit status its own. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.mjs";

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

await launch(command, fileURLToPath(new URL(`./${command}.ts`, import.meta.url)), args);
