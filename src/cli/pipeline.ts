import { runCommand } from "./command.ts";
import { pipelineCommand } from "./pipelineCommand.ts";

await runCommand(pipelineCommand);
