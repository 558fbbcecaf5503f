import type * as z from "zod/mini";
import { nearest } from "../lib/nearest.ts";
import { shown } from "../lib/shown.ts";
import { fieldOf, type Field } from "./field.ts";
import { runConfigSchema } from "./schema.ts";

/** One flat, JSON-able, URL-able configuration of a run. Fields, ranges, defaults and hints: schema.ts. */
export type RunConfig = z.infer<typeof runConfigSchema>;
export type ConfigKey = keyof RunConfig;
export type ConfigField = Field<ConfigKey>;

const KEYS = Object.keys(runConfigSchema.shape).filter((key): key is ConfigKey => key in runConfigSchema.shape);

/** In the order in which the recipe panel and `--help` list them. */
export const FIELDS: readonly ConfigField[] = KEYS.map((key) => fieldOf(key, runConfigSchema.shape[key]));

const fieldByKey = new Map<string, ConfigField>(FIELDS.map((field) => [field.key, field]));

/** Preset "r1-zero". */
export const DEFAULT_CONFIG: RunConfig = Object.freeze(
  runConfigSchema.parse(Object.fromEntries(FIELDS.map((field) => [field.key, field.default]))),
);

/**
 * A complete, checked configuration; fields that are left out get their defaults.
 *
 * @param where what the input is ("config file run.json", "--steps"), opens the error message
 * @throws Error naming the first field that is unknown, of the wrong type or out of range, and what was expected
 */
export function parseConfig(input: unknown, where: string): RunConfig {
  const { config, problems } = parseConfigLenient(input);
  if (problems[0] !== undefined) throw new Error(`${where}: ${problems[0]}`);
  return config;
}

/**
 * The same, but never fatal: a broken field gets its default, an unknown one is dropped.
 *
 * @returns problems: one sentence a field, for the page to show
 */
export function parseConfigLenient(input: unknown): { config: RunConfig; problems: string[] } {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { config: { ...DEFAULT_CONFIG }, problems: [`expected an object with settings, got ${shown(input)}`] };
  }
  const problems: string[] = [];
  const values: Record<string, unknown> = { ...DEFAULT_CONFIG };
  for (const [key, value] of Object.entries(input)) {
    const field = fieldByKey.get(key);
    if (!field) {
      problems.push(`${key}: expected a known setting, got an unknown name${suggestion(key)}`);
    } else if (runConfigSchema.shape[field.key].safeParse(value).success) {
      values[key] = value;
    } else {
      problems.push(`${key}: expected ${describeRange(field)}, got ${shown(value)}`);
    }
  }
  const config = runConfigSchema.parse(values);
  for (const problem of crossCheck(config)) {
    problems.push(problem.message);
    Object.assign(config, problem.repair);
  }
  return { config, problems };
}

/** "an integer from 2 to 64", "one of token, sequence": what a field accepts, in words. */
export function describeRange(field: ConfigField): string {
  switch (field.type) {
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${(field.options ?? []).map((option) => option.value).join(", ")}`;
    case "integer":
      return `a whole number from ${field.min} to ${field.max}`;
    case "number":
      return `a number from ${field.min} to ${field.max}`;
  }
}

/** Fields that say how often a level is asked. */
const MIX_KEYS = FIELDS.filter(
  ({ group, type }) => group === "task" || (group === "domains" && type === "integer"),
).map(({ key }) => key);

/** Rules between fields; each comes with the change that mends it. */
function crossCheck(config: RunConfig): { message: string; repair: Partial<RunConfig> }[] {
  const found: { message: string; repair: Partial<RunConfig> }[] = [];
  if (MIX_KEYS.every((key) => config[key] === 0)) {
    const { countdown3, countdown4, equation } = DEFAULT_CONFIG;
    found.push({
      message: "countdown3, countdown4, equation: expected at least one above 0, got 0 for all",
      repair: { countdown3, countdown4, equation },
    });
  }
  const rows = config.prompts * config.groupSize;
  if (config.minibatches > rows) {
    found.push({
      message: `minibatches: expected at most prompts × groupSize = ${rows}, got ${config.minibatches}`,
      repair: { minibatches: rows },
    });
  }
  return found;
}

function suggestion(key: string): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const names = new Map<string, ConfigKey>(
    FIELDS.flatMap((field) => [field.key, ...field.aliases].map((name) => [plain(name), field.key])),
  );
  const near = names.get(nearest(plain(key), [...names.keys()]) ?? "");
  return near ? ` (did you mean ${near}?)` : "";
}
