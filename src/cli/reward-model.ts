import { runCommand } from "./command.ts";
import { rewardModelCommand } from "./rewardModelCommand.ts";

await runCommand(rewardModelCommand);
