import { runCommand } from "./command.ts";
import { logitsCommand } from "./logitsCommand.ts";

await runCommand(logitsCommand);
