import { runCommand } from "./command.ts";
import { evaluateCommand } from "./evaluateCommand.ts";

await runCommand(evaluateCommand);
