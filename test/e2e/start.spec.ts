import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const START = fileURLToPath(new URL("../../src/cli/start.mjs", import.meta.url));

test("npm start serves the page and ends on Ctrl-C", async ({ page }) => {
  const started = spawn(process.execPath, [START, "--no-open", "--port", "0"]);
  let said = "";
  started.stdout.on("data", (part) => (said += String(part)));
  await expect.poll(() => said, { timeout: 90_000 }).toContain("http://localhost:");
  const address = /http:\S+/.exec(said)?.[0] ?? "";
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Aha Lab");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  started.kill("SIGINT");
  expect(await once(started, "exit")).toEqual([0, null]);
});

test("npm start says in one line that the port is taken", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const started = spawn(process.execPath, [START, "--no-open", "--port", String(port)]);
  let said = "";
  started.stderr.on("data", (part) => (said += String(part)));
  const [status] = await once(started, "exit");
  other.close();
  expect(status).toBe(1);
  expect(said).toMatch(new RegExp(`^start: .*${port}; choose another with --port\n$`));
});
