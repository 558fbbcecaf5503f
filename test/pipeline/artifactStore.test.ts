import { describe, expect, it } from "vitest";
import { memoryStore, readText, StorageError, writeText } from "../../src/pipeline/artifactStore.ts";

describe("a store in memory", () => {
  it("gives back what was written, null for a missing file, and removes", async () => {
    const store = memoryStore();
    expect(await store.read("zero/report.json")).toBeNull();
    expect(await readText(store, "zero/report.json")).toBeNull();
    await writeText(store, "zero/report.json", "答案");
    expect(await readText(store, "zero/report.json")).toBe("答案");
    await store.remove("zero/report.json");
    await store.remove("zero/report.json");
    expect(await store.read("zero/report.json")).toBeNull();
  });

  it("keeps its own copy, of what is written and of what is read", async () => {
    const store = memoryStore();
    const bytes = Uint8Array.of(1, 2, 3);
    await store.write("a", bytes);
    bytes.fill(0);
    const read = await store.read("a");
    read?.fill(9);
    expect(await store.read("a")).toEqual(Uint8Array.of(1, 2, 3));
  });
});

it("StorageError says which file, why, and what to do", () => {
  const error = new StorageError("zero/zero.safetensors", "no space left on device");
  expect(error).toMatchObject({
    name: "StorageError",
    file: "zero/zero.safetensors",
    reason: "no space left on device",
  });
  expect(error.message).toBe(
    "zero/zero.safetensors: could not be stored (no space left on device); what was stored before is still there; " +
      "mend that and run it again",
  );
});
