import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { CHROMIUM_FLAGS, findChromium } from "./test/support/chromium.mjs";

const executablePath = findChromium();

/** Suites that need a browser: backends on WebGPU (a software adapter will do), storage, workers. */
export default defineConfig({
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  // Imported on demand: found too late, they would make vite reload a running test.
  optimizeDeps: {
    include: ["core", "backend-cpu", "backend-wasm", "backend-webgpu"].map((part) => `@tensorflow/tfjs-${part}`),
  },
  test: {
    name: "browser",
    include: ["test/**/*.browser.test.{ts,tsx}"],
    testTimeout: 120_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { ...(executablePath === null ? {} : { executablePath }), args: [...CHROMIUM_FLAGS.webgpu] },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
