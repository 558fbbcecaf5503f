import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { CheckpointError } from "../../src/trainer/checkpoint/checkpointError.ts";
import { temporaryDirectory, writeTestCheckpoint } from "./testCheckpoint.ts";

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("readCheckpoint", () => {
  it("takes a path without extension, with either one, and a directory", () => {
    const stem = writeTestCheckpoint(directory);
    for (const path of [stem, `${stem}.safetensors`, `${stem}.json`, directory, `${directory}/`]) {
      expect(readCheckpoint(path).info.name).toBe("base-nano");
    }
  });

  it("says what is missing", () => {
    const stem = writeTestCheckpoint(directory);
    rmSync(`${stem}.json`);
    expect(() => readCheckpoint(stem)).toThrow(`${stem}.json: expected a file, got no such file`);
    expect(() => readCheckpoint(join(directory, "nix"))).toThrow(
      /nix: expected the files nix\.safetensors and nix\.json, got neither/,
    );
  });

  it("refuses a directory with none or several", () => {
    const empty = join(directory, "empty");
    mkdirSync(empty);
    expect(() => readCheckpoint(empty)).toThrow(`${empty}: expected a directory with exactly one checkpoint, got none`);
    const stem = writeTestCheckpoint(directory);
    for (const extension of ["json", "safetensors"])
      copyFileSync(`${stem}.${extension}`, join(directory, `other.${extension}`));
    expect(() => readCheckpoint(directory)).toThrow(/exactly one checkpoint, got base-nano, other/);
  });

  it("refuses a truncated file, and one that was changed", () => {
    const stem = writeTestCheckpoint(directory);
    const bytes = readFileSync(`${stem}.safetensors`);
    truncateSync(`${stem}.safetensors`, 5000);
    expect(() => readCheckpoint(stem)).toThrow(CheckpointError);
    expect(() => readCheckpoint(stem)).toThrow(/the file is truncated/);
    bytes[bytes.length - 4] = (bytes[bytes.length - 4] ?? 0) ^ 1;
    writeFileSync(`${stem}.safetensors`, bytes);
    expect(() => readCheckpoint(stem)).toThrow(/expected the sha256 of its JSON/);
  });
});
