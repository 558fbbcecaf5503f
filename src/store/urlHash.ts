import { DEFAULT_CONFIG, FIELDS, parseConfigLenient, type ConfigField, type RunConfig } from "../rl/config.ts";
import { PRESETS } from "../rl/presets.ts";

/**
 * A configuration as the hash of an address: `#v=1&preset=r1-zero&seed=3&groupSize=8`. Preset and seed are always there,
 * other settings only where they differ from the preset.
 */
const VERSION = "1";
const LONGEST = 4_000;

/** What a preset means in full. "custom" and unknown names are the defaults. */
export function presetConfig(id: string): RunConfig {
  const preset = Object.values(PRESETS).find((candidate) => candidate.id === id);
  return { ...DEFAULT_CONFIG, ...preset?.config };
}

/** @returns the hash with its leading "#" */
export function encodeHash(config: RunConfig): string {
  const base = presetConfig(config.preset);
  const parameters = new URLSearchParams({ v: VERSION, preset: config.preset, seed: String(config.seed) });
  for (const { key } of FIELDS) {
    if (key !== "preset" && key !== "seed" && config[key] !== base[key]) parameters.set(key, String(config[key]));
  }
  return `#${parameters}`;
}

/**
 * Never throws. A setting that is unknown or broken keeps its value from the preset and is named in `problems`.
 *
 * @param hash with or without "#"; an empty one gives the defaults without a word
 */
export function decodeHash(hash: string): { config: RunConfig; problems: string[] } {
  const text = hash.replace(/^#/, "");
  if (text === "") return { config: { ...DEFAULT_CONFIG }, problems: [] };
  if (text.length > LONGEST) {
    const problem = `link: expected at most ${LONGEST} characters of settings, got ${text.length}; using the defaults`;
    return { config: { ...DEFAULT_CONFIG }, problems: [problem] };
  }
  const problems: string[] = [];
  const given = new Map(new URLSearchParams(text));
  const version = given.get("v");
  if (version !== VERSION) {
    problems.push(`v: expected link version ${VERSION}, got ${version === undefined ? "none" : shown(version)}`);
  }
  given.delete("v");

  let config: RunConfig = { ...DEFAULT_CONFIG };
  const accept = (key: string, value: unknown): void => {
    const attempt = parseConfigLenient({ ...config, [key]: value });
    const [problem] = attempt.problems;
    if (problem === undefined) config = attempt.config;
    else problems.push(Object.hasOwn(config, key) ? `${problem}; using ${settingOf(config, key)}` : problem);
  };
  const preset = given.get("preset");
  if (preset !== undefined) {
    accept("preset", preset);
    config = { ...presetConfig(config.preset), preset: config.preset };
    given.delete("preset");
  }
  // Settings that only hold together (task weights, minibatches and rows) may be refused in one order and fine in another.
  const together = parseConfigLenient({ ...config, ...valuesOf(given) });
  if (together.problems.length === 0) return { config: together.config, problems };
  for (const [key, value] of Object.entries(valuesOf(given))) accept(key, value);
  return { config, problems };
}

const fieldByKey = new Map<string, ConfigField>(FIELDS.map((field) => [field.key, field]));

function valuesOf(given: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries([...given].map(([key, text]) => [key, valueOf(key, text)]));
}

/** The text as the setting's type; text that does not fit stays text, so that the schema can refuse it by name. */
function valueOf(key: string, text: string): unknown {
  switch (fieldByKey.get(key)?.type) {
    case "integer":
    case "number":
      return text.trim() === "" ? text : Number.isNaN(Number(text)) ? text : Number(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return text;
  }
}

const settingOf = (config: RunConfig, key: string): string => {
  const field = fieldByKey.get(key);
  return field ? String(config[field.key]) : "nothing";
};

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
