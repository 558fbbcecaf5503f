import { parseConfigLenient, type RunConfig } from "../../rl/config.ts";

/** The settings as a file that a person can read and `--config` accepts. */
export const configToJson = (config: RunConfig): string => `${JSON.stringify(config, null, 2)}\n`;

/**
 * Reads settings from a file's text. Never throws: a file that is not JSON gives no settings and one problem; single
 * broken settings
 * get their defaults and a problem each.
 */
export function configFromJson(text: string, name: string): { config: RunConfig | null; problems: string[] } {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      config: null,
      problems: [`${name}: expected settings as JSON, got something else (${reason}). Nothing was changed.`],
    };
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return {
      config: null,
      problems: [
        `${name}: expected an object with settings, got ${JSON.stringify(input).slice(0, 40)}. Nothing was changed.`,
      ],
    };
  }
  const { config, problems } = parseConfigLenient(input);
  return { config, problems: problems.map((problem) => `${name}: ${problem}`) };
}
