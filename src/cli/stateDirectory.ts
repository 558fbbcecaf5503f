import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a long command keeps so that it can go on after an interruption: a JSON and a few binary files. */
export interface SavedState {
  meta: Record<string, unknown>;
  files: Record<string, Uint8Array>;
}

const MANIFEST = "state.json";

/**
 * Replaces the directory's state. The manifest is renamed into place last, so that a kill at any moment leaves either the
 * old state or the new one.
 * @param tag distinguishes this state's files from the ones before (the step)
 */
export function writeState(directory: string, tag: number, state: SavedState): void {
  mkdirSync(directory, { recursive: true });
  const names: Record<string, string> = {};
  for (const [key, bytes] of Object.entries(state.files)) {
    const name = `${key}-${tag}.safetensors`;
    writeFileSync(join(directory, name), bytes);
    names[key] = name;
  }
  const temporary = join(directory, `${MANIFEST}.tmp`);
  writeFileSync(temporary, JSON.stringify({ ...state.meta, files: names }));
  renameSync(temporary, join(directory, MANIFEST));
  const kept = new Set(Object.values(names));
  for (const name of readdirSync(directory)) {
    if (/^\w+-\d+\.safetensors$/.test(name) && !kept.has(name)) rmSync(join(directory, name));
  }
}

/**
 * @returns null where there is no state
 * @throws Error naming the file that is broken or missing
 */
export function readState(directory: string): SavedState | null {
  const manifest = join(directory, MANIFEST);
  if (!existsSync(manifest)) return null;
  const { files: names, ...meta } = parseObject(readFileSync(manifest, "utf8"), manifest);
  const files: Record<string, Uint8Array> = {};
  for (const [key, name] of Object.entries(typeof names === "object" && names !== null ? names : {})) {
    const path = join(directory, String(name));
    if (!existsSync(path)) throw new Error(`${path}: expected the file that ${MANIFEST} names, got no such file`);
    files[key] = readFileSync(path);
  }
  return { meta, files };
}

function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${where}: expected JSON, got ${JSON.stringify(text.slice(0, 40))}`);
  }
  if (typeof value !== "object" || value === null)
    throw new Error(`${where}: expected an object, got ${text.slice(0, 40)}`);
  return { ...value };
}
