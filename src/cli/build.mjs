/** The production build in dist/, made again only when something it is made of has changed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, setup } from "./setup.mjs";

const INPUTS = ["src", "public", "index.html", "vite.config.ts", "tsconfig.json", "package-lock.json"];
export const DIST = join(ROOT, "dist");
const STAMP = join(DIST, ".inputs");

/** @param {string} path @returns {string[]} files, sorted, so that the digest does not depend on the disk's order */
function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

function inputsDigest() {
  const digest = createHash("sha256");
  for (const file of INPUTS.flatMap((path) => filesIn(join(ROOT, path)))) {
    digest
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return digest.digest("hex");
}

/**
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<void>} ends the process with the build's status when it fails
 */
export async function build({ force = false } = {}) {
  await setup();
  const digest = inputsDigest();
  if (!force && existsSync(STAMP) && readFileSync(STAMP, "utf8") === digest) return;
  process.stderr.write("building the page\n");
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    process.stderr.write(`build: vite ended with status ${status}\n`);
    process.exit(1);
  }
  writeFileSync(STAMP, digest);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build({ force: true });
}
