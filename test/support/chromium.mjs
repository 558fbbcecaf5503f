import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];
const FIXED = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromium (or Chrome) that is installed: the environment's CHROMIUM first, then the search path, then the usual places.
 * @returns {string | null} null where there is none.
 */
export function findChromium() {
  const named = process.env["CHROMIUM"];
  if (named) {
    if (!runs(named)) throw new Error(`CHROMIUM: expected the path of a program, got ${named}`);
    return named;
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...FIXED];
  return candidates.find(runs) ?? null;
}

const COMMON = ["--no-sandbox", "--disable-dev-shm-usage"];

/**
 * Command lines of the two browsers that are tested: `webgpu` gives an adapter (SwiftShader, in software, where there is no GPU),
 * `wasm` gives none, so that the page falls back to WASM.
 */
export const CHROMIUM_FLAGS = {
  webgpu: [...COMMON, "--enable-unsafe-webgpu"],
  wasm: [...COMMON, "--disable-features=WebGPU"],
};
