import { runCommand } from "./command.ts";
import { objectiveCommand } from "./objectiveCommand.ts";

await runCommand(objectiveCommand);
