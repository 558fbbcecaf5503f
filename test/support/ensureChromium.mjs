import { spawnSync } from "node:child_process";
import { findChromium } from "./chromium.mjs";

/** @param {string[]} args */
function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", ["-qq", ...args], { stdio: ["ignore", 2, 2], env }).status === 0;
}

/**
 * Finds Chromium, or installs Debian's when this is root on Debian.
 * @returns {string | null} null when there is one now, otherwise what is missing and what to do
 */
export function ensureChromium() {
  if (findChromium() !== null) return null;
  const root = process.getuid?.() === 0;
  if (root && process.platform === "linux") {
    process.stderr.write("installing Chromium (apt-get), once\n");
    const done = aptGet("update") && aptGet("install", "-y", "--no-install-recommends", "chromium", "fonts-liberation");
    if (done && findChromium() !== null) return null;
  }
  return "expected Chromium or Chrome on the search path, got none; install it or set CHROMIUM to the program's path";
}
