import type { ToWorker } from "../protocol/messages.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { checkedConfig, ConfigError } from "./configError.ts";
import { failureOf } from "./failureOf.ts";
import { LiveRun, type Supplies } from "./liveRun.ts";
import type { Outbox } from "./outbox.ts";
import type { StepHooks } from "./stepHooks.ts";

/**
 * The run that a load asks for. A saved run that cannot be read is no reason to have none: it is told, and a new one begins.
 * @throws as `LiveRun.load`; ConfigError when the new run's own settings do not work
 */
export async function loadRun(
  command: Extract<ToWorker, { type: "load" }>,
  supplies: Supplies,
  hooks: StepHooks,
  outbox: Outbox,
): Promise<LiveRun> {
  const { saved, ...rest } = command;
  const fresh = { ...rest, config: checkedConfig(command.config, "load") };
  if (saved === undefined) return LiveRun.load(fresh, supplies, hooks);
  try {
    return await LiveRun.load({ ...fresh, saved }, supplies, hooks);
  } catch (error) {
    if (!(error instanceof CheckpointError || error instanceof ConfigError)) throw error;
    const hint = "It is left where it is; a new run from the base model was loaded instead.";
    outbox.failure({ ...failureOf(error, true), hint });
    return LiveRun.load(fresh, supplies, hooks);
  }
}
