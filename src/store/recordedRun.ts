import type { Evaluation, StepRecord } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";

/** `public/runs/<name>.json`: a whole run made beforehand with the command line, drawn as a faint line. */
export interface RecordedRun {
  version: 1;
  config: RunConfig;
  /** The command that made it. */
  command: string;
  backend: string;
  history: readonly StepRecord[];
  evaluations: readonly Evaluation[];
}
