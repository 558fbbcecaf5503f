import { describe, expect, it } from "vitest";
import { browserOpener, parseStartArgs } from "../../src/cli/start.mjs";

describe("parseStartArgs", () => {
  it("reads the port and the wish for no browser", () => {
    expect(parseStartArgs([])).toEqual({ port: null, open: true });
    expect(parseStartArgs(["--port", "8080", "--no-open"])).toEqual({ port: 8080, open: false });
  });

  it.each(["80.5", "-1", "65536", "http", ""])("refuses port %j by name", (port) => {
    expect(() => parseStartArgs([`--port=${port}`])).toThrow(/--port: expected a whole number from 0 to 65535, got/);
  });

  it("refuses what it does not know by name", () => {
    expect(() => parseStartArgs(["--prot", "80"])).toThrow(/--prot/);
  });
});

describe("browserOpener", () => {
  it("knows where nobody would see a browser", () => {
    expect(browserOpener("linux", {})).toBeNull();
    expect(browserOpener("linux", { DISPLAY: ":0", CI: "1" })).toBeNull();
    expect(browserOpener("darwin", { SSH_CONNECTION: "1 2 3 4" })).toBeNull();
  });

  it("opens one on a desktop", () => {
    expect(browserOpener("linux", { WAYLAND_DISPLAY: "wayland-0" })).toEqual(["xdg-open"]);
    expect(browserOpener("linux", { DISPLAY: ":0" })).toEqual(["xdg-open"]);
    expect(browserOpener("darwin", {})?.[0]).toBe("open");
    expect(browserOpener("win32", {})?.[0]).toBe("cmd");
  });
});
