import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS, findChromium } from "./test/support/chromium.mjs";

const executablePath = findChromium();

function browser(args: string[]) {
  return {
    browserName: "chromium" as const,
    launchOptions: { ...(executablePath === null ? {} : { executablePath }), args },
  };
}

/** The page as visitors get it: the production build, in a browser without WebGPU (WASM) and in one with a software adapter. */
export default defineConfig({
  testDir: "test/e2e",
  testMatch: "*.spec.ts",
  outputDir: "test-results/e2e",
  globalSetup: "./test/e2e/support/servePage.ts",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  // Below the runner's own limit, so that a report is written.
  globalTimeout: 17 * 60_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env["AHA_LAB_ADDRESS"] ?? "http://localhost/",
    viewport: { width: 1440, height: 900 },
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "wasm", use: browser(CHROMIUM_FLAGS.wasm) },
    // What has nothing to do with the backend is tested once.
    {
      name: "webgpu",
      use: browser(CHROMIUM_FLAGS.webgpu),
      testIgnore: ["accessibility.spec.ts", "badInput.spec.ts", "frames.spec.ts", "start.spec.ts"],
    },
  ],
});
