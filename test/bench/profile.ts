import { runCommand } from "../../src/cli/command.ts";
import { profileCommand } from "./profileCommand.ts";

await runCommand(profileCommand);
// Devices and helper threads would keep the process alive; what was written has to be out first.
process.stdout.write("", () => process.exit());
