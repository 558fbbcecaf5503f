import { runCommand } from "./command.ts";
import { trainCommand } from "./trainCommand.ts";

await runCommand(trainCommand);
