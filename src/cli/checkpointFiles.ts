import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CheckpointError } from "../trainer/checkpoint/checkpointError.ts";
import type { CheckpointInfo } from "../trainer/checkpoint/checkpointInfo.ts";
import { loadCheckpoint, type Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import type { Flag } from "./arguments.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

export const CHECKPOINT_FLAG: Flag = {
  name: "checkpoint",
  type: "string",
  hint: "Path without extension of <path>.safetensors and <path>.json, or a directory that holds one checkpoint.",
  default: "public/checkpoints/base-micro",
};

/**
 * Reads and checks the checkpoint at a path: without extension, with either extension, or a directory holding exactly one.
 * Relative paths are looked up in the working directory, then in the repository.
 * @throws CheckpointError
 */
export function readCheckpoint(path: string): Checkpoint & { stem: string } {
  const stem = findStem(path);
  const json = readOr(`${stem}.json`);
  const bytes = readOr(`${stem}.safetensors`);
  return { ...loadCheckpoint(bytes, json.toString("utf8"), stem), stem };
}

/** Writes the two files; makes the directory where needed. */
export function writeCheckpoint(stem: string, bytes: Uint8Array, info: CheckpointInfo): void {
  mkdirSync(dirname(stem), { recursive: true });
  writeFileSync(`${stem}.safetensors`, bytes);
  writeFileSync(`${stem}.json`, `${JSON.stringify(info, null, 2)}\n`);
}

function findStem(path: string): string {
  const bare = path.replace(/\.(safetensors|json)$/, "");
  const places = isAbsolute(bare) ? [bare] : [bare, resolve(REPOSITORY, bare)];
  for (const place of places) {
    if (existsSync(`${place}.safetensors`) || existsSync(`${place}.json`)) return place;
    if (existsSync(place) && statSync(place).isDirectory()) return onlyOneIn(place);
  }
  throw new CheckpointError(path, `the files ${basename(bare)}.safetensors and ${basename(bare)}.json`, "neither");
}

function onlyOneIn(directory: string): string {
  const names = readdirSync(directory);
  const stems = names
    .filter((name) => name.endsWith(".safetensors") && names.includes(name.replace(/safetensors$/, "json")))
    .map((name) => name.slice(0, -".safetensors".length));
  const [stem] = stems;
  if (stem === undefined || stems.length > 1) {
    const got = stems.length === 0 ? "none" : stems.join(", ");
    throw new CheckpointError(directory, "a directory with exactly one checkpoint", got);
  }
  return join(directory, stem);
}

function readOr(path: string): Buffer {
  if (!existsSync(path))
    throw new CheckpointError(path, "a file", "no such file", "a checkpoint is .safetensors and .json");
  return readFileSync(path);
}
