import { parseConfig, type RunConfig } from "../rl/config.ts";

/** A configuration that cannot be run. Callers branch on the class. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** @throws ConfigError naming the setting */
export function checkedConfig(config: RunConfig, where: string): RunConfig {
  try {
    return parseConfig(config, where);
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}
