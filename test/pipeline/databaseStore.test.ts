import "fake-indexeddb/auto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DatabaseStore } from "../../src/pipeline/databaseStore.ts";

afterEach(() => vi.restoreAllMocks());

describe("a store in the browser's database", () => {
  it("gives back what was written, also to another one, null for a missing file, and removes", async () => {
    const store = new DatabaseStore("there");
    expect(await store.read("a")).toBeNull();
    await store.write("a", Uint8Array.of(1, 2));
    await store.write("a", Uint8Array.of(3));
    expect(await new DatabaseStore("there").read("a")).toEqual(Uint8Array.of(3));
    expect(await new DatabaseStore("elsewhere").read("a")).toBeNull();
    await store.remove("a");
    await store.remove("a");
    expect(await store.read("a")).toBeNull();
  });

  it("keeps the old file when the browser refuses the new one, and names file and reason", async () => {
    const store = new DatabaseStore("full");
    await store.write("a", Uint8Array.of(1));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("the quota has been exceeded", "QuotaExceededError");
    });
    await expect(store.write("a", Uint8Array.of(2))).rejects.toMatchObject({
      name: "StorageError",
      file: "a",
      reason: "the quota has been exceeded",
    });
    expect(await store.read("a")).toEqual(Uint8Array.of(1));
  });
});
