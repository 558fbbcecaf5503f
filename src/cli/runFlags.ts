import { readFileSync } from "node:fs";
import { DEFAULT_CONFIG, FIELDS, parseConfig, type RunConfig } from "../rl/config.ts";
import { PRESETS } from "../rl/presets.ts";
import type { Arguments, Flag } from "./arguments.ts";

/** Enough held-out problems a level for a summary that means something; the page's default is for a quick glance. */
const EVAL_PROBLEMS = 40;

/** Every field of the configuration as a flag, without defaults: what is not given comes from preset or file. */
export const RUN_FLAGS: readonly Flag[] = FIELDS.map((field) => ({
  name: field.flag,
  type: field.type,
  hint: `${field.hint} Default ${field.key === "evalProblems" ? EVAL_PROBLEMS : field.default}.`,
  aliases: field.aliases,
  ...(field.min === undefined ? {} : { min: field.min }),
  ...(field.max === undefined ? {} : { max: field.max }),
  ...(field.options === undefined ? {} : { options: field.options.map(({ value }) => value) }),
}));

/**
 * Defaults, then the preset, then the file, then the flags; what comes later wins.
 * @throws Error naming the file or the setting
 */
export function runConfigFrom(args: Arguments, file: string | null): RunConfig {
  const fromFile = file === null ? {} : readSettings(file);
  const flags = Object.fromEntries(
    FIELDS.filter(({ flag }) => args.given.has(flag)).map(({ key, flag }) => [key, args.get(flag)]),
  );
  const { preset } = parseConfig(
    { preset: flags["preset"] ?? fromFile["preset"] ?? DEFAULT_CONFIG.preset },
    "settings",
  );
  const base = preset === "custom" ? {} : PRESETS[preset].config;
  return parseConfig({ evalProblems: EVAL_PROBLEMS, ...base, ...fromFile, ...flags }, "settings");
}

/** Checked by itself first, so that an error names the file; only what it says is returned. */
function readSettings(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(`--config ${path}: expected a file that can be read, got none`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`--config ${path}: expected JSON, got ${JSON.stringify(text.slice(0, 40))}`);
  }
  parseConfig(value, `--config ${path}`);
  return { ...(typeof value === "object" ? value : {}) };
}
