/** `node test/bench/run.mjs bench|profile [arguments]`: set-up, then the command beside this file. */
import { fileURLToPath } from "node:url";
import { launch } from "../../src/cli/launch.mjs";

const COMMANDS = ["bench", "profile"];
const [command = "", ...args] = process.argv.slice(2);

if (COMMANDS.includes(command)) {
  await launch(command, fileURLToPath(new URL(`./${command}.ts`, import.meta.url)), args);
} else {
  process.stderr.write(
    `command: expected one of ${COMMANDS.join(", ")}, got ${command === "" ? "nothing" : command}\n`,
  );
  process.exitCode = 1;
}
