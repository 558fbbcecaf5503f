import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Made by commands, never committed. */
const MADE = new Set(["node_modules", ".git", "dist", "coverage", "test-results", "playwright-report", "build"]);
const BINARY = /\.(png|ico|safetensors|wasm|woff2|gz)$/;

export interface ProjectFile {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
}

/** Every text file of the project below a folder ("" is the root), sorted. */
export function projectFiles(folder = ""): ProjectFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return MADE.has(entry.name) ? [] : projectFiles(path);
      if (!entry.isFile() || BINARY.test(entry.name)) return [];
      return [{ path, text: readFileSync(join(ROOT, path), "utf8") }];
    });
}
