import { afterEach, describe, expect, it, vi } from "vitest";
import { findChromium } from "./chromium.mjs";

afterEach(() => vi.unstubAllEnvs());

describe("findChromium", () => {
  it("takes the program that the environment names", () => {
    vi.stubEnv("CHROMIUM", process.execPath);
    expect(findChromium()).toBe(process.execPath);
  });

  it("says so when that is no program", () => {
    vi.stubEnv("CHROMIUM", "/no/such/program");
    expect(() => findChromium()).toThrow("CHROMIUM: expected the path of a program, got /no/such/program");
  });
});
