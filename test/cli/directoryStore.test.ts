import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { directoryStore } from "../../src/cli/directoryStore.ts";
import type { ArtifactStore } from "../../src/pipeline/artifactStore.ts";
import { temporaryDirectory } from "./testCheckpoint.ts";

const parent = temporaryDirectory();
afterAll(() => rmSync(parent, { recursive: true }));

let directory: string;
let store: ArtifactStore;
let runs = 0;
beforeEach(() => {
  directory = join(parent, `run-${++runs}`);
  store = directoryStore(directory);
});

describe("a store in a directory", () => {
  it("makes folders as it needs them, replaces, reads, removes", async () => {
    await store.write("zero/parts/suite.json", Uint8Array.of(1, 2));
    await store.write("zero/parts/suite.json", Uint8Array.of(3));
    expect(await store.read("zero/parts/suite.json")).toEqual(Uint8Array.of(3));
    expect(readdirSync(join(directory, "zero/parts"))).toEqual(["suite.json"]);
    await store.remove("zero/parts/suite.json");
    await store.remove("zero/parts/suite.json");
    await store.remove("nowhere/at/all");
    expect(await store.read("zero/parts/suite.json")).toBeNull();
  });

  it("has null for a file that is missing, with its folder or alone, or under a file", async () => {
    expect(await store.read("zero/report.json")).toBeNull();
    await store.write("zero", Uint8Array.of(1));
    expect(await store.read("zero/report.json")).toBeNull();
  });

  it("names a file that is there and cannot be read", async () => {
    mkdirSync(join(directory, "zero/report.json"), { recursive: true });
    await expect(store.read("zero/report.json")).rejects.toThrow(
      new RegExp(`^${join(directory, "zero/report.json")}: expected a file that can be read, got EISDIR`),
    );
  });

  it("keeps the old file when the new one cannot be written, and says what and where", async () => {
    await store.write("report.json", Uint8Array.of(1));
    mkdirSync(join(directory, "report.json.tmp"));
    const path = join(directory, "report.json");
    await expect(store.write("report.json", Uint8Array.of(2))).rejects.toMatchObject({
      name: "StorageError",
      file: path,
      message: expect.stringMatching(/report\.json: could not be stored \(EISDIR.*\); what was stored before is still/),
    });
    expect(readFileSync(path)).toEqual(Buffer.of(1));
    rmSync(join(directory, "report.json.tmp"), { recursive: true });
    await store.write("report.json", Uint8Array.of(2));
    expect(await store.read("report.json")).toEqual(Uint8Array.of(2));
  });

  it("leaves nothing half written behind when it cannot be put in its place", async () => {
    mkdirSync(join(directory, "report.json"), { recursive: true });
    await expect(store.write("report.json", Uint8Array.of(2))).rejects.toMatchObject({ name: "StorageError" });
    expect(readdirSync(directory)).toEqual(["report.json"]);
  });

  it("says what and where when the directory is a file", async () => {
    writeFileSync(directory, "a file");
    await expect(store.write("zero/report.json", Uint8Array.of(2))).rejects.toMatchObject({
      name: "StorageError",
      file: join(directory, "zero/report.json"),
    });
    expect(readFileSync(directory, "utf8")).toBe("a file");
  });
});
