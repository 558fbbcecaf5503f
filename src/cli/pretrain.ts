import { runCommand } from "./command.ts";
import { pretrainCommand } from "./pretrainCommand.ts";

await runCommand(pretrainCommand);
