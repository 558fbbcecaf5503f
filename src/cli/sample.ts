import { runCommand } from "./command.ts";
import { sampleCommand } from "./sampleCommand.ts";

await runCommand(sampleCommand);
