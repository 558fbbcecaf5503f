import { defineConfig } from "vitest/config";

/** Suites that run in Node. Those that need a real browser are in vitest.browser.config.ts. */
export default defineConfig({
  test: {
    name: "unit",
    environment: "node",
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/**/*.browser.test.{ts,tsx}", "test/e2e/**"],
    testTimeout: 30_000,
  },
});
