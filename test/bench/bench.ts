import { runCommand } from "../../src/cli/command.ts";
import { benchCommand } from "./benchCommand.ts";

await runCommand(benchCommand);
// Devices and helper threads would keep the process alive; what was written has to be out first.
process.stdout.write("", () => process.exit());
