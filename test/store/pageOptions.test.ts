import { describe, expect, it } from "vitest";
import { pageOptions, withEngine } from "../../src/store/pageOptions.ts";

describe("pageOptions", () => {
  it("reads what it knows", () => {
    expect(pageOptions("?backend=wasm&checkpoint=base-nano&variants=none&threads=2")).toEqual({
      backend: "wasm",
      checkpoint: "base-nano",
      engine: { variants: "none", threads: 2 },
    });
  });

  it.each([
    "",
    "?variants=all&threads=0",
    "?threads=-1&backend=cuda",
    "?threads=1e3",
    "?threads=65",
    "?checkpoint=../x",
  ])("leaves out what it does not know: %j", (search) => {
    expect(pageOptions(search)).toEqual({ backend: "auto", checkpoint: "base-micro", engine: {} });
  });
});

describe("withEngine", () => {
  it("keeps the other options, and pageOptions reads it back", () => {
    const search = withEngine("?backend=wasm&threads=4", { variants: "none", threads: 1 });
    expect(search).toBe("?backend=wasm&threads=1&variants=none");
    expect(pageOptions(search).engine).toEqual({ variants: "none", threads: 1 });
    expect(withEngine(search, {})).toBe("?backend=wasm");
    expect(withEngine("?variants=none", {})).toBe("");
  });
});
