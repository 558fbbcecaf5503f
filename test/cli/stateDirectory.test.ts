import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readState, writeState } from "../../src/cli/stateDirectory.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (step: number): void =>
  writeState(directory, step, { meta: { step }, files: { weights: Uint8Array.of(step) } });
const weights = (): number[] => [...(readState(directory)?.files["weights"] ?? [])];

describe("state directory", () => {
  it("holds the last state and nothing of the ones before", () => {
    expect(readState(directory)).toBe(null);
    for (const step of [5, 10]) write(step);
    expect(readState(directory)?.meta).toEqual({ step: 10 });
    expect(weights()).toEqual([10]);
    expect(readdirSync(directory).sort()).toEqual(["state.json", "weights-10.safetensors"]);
  });

  it("still holds the old state after a kill in the middle of writing the new one", () => {
    write(5);
    writeFileSync(join(directory, "weights-10.safetensors"), "half");
    writeFileSync(join(directory, "state.json.tmp"), '{"step": 1');
    expect(weights()).toEqual([5]);
    write(10);
    expect(weights()).toEqual([10]);
  });

  it("names what is broken or missing", () => {
    write(5);
    rmSync(join(directory, "weights-5.safetensors"));
    expect(() => readState(directory)).toThrow(/weights-5\.safetensors: expected the file that state\.json names/);
    writeFileSync(join(directory, "state.json"), "{");
    expect(() => readState(directory)).toThrow(/state\.json: expected JSON, got "\{"/);
  });
});
