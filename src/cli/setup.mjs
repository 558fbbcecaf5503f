/**
 * Makes a fresh clone ready for every command: Node's version, node_modules as package-lock.json has them, the WASM kernels.
 * Plain JavaScript without dependencies, because it runs before there are any. Everything it prints goes to stderr.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const OLDEST_NODE = [20, 19];
const LOCK = join(tmpdir(), `aha-lab-setup-${createHash("sha256").update(ROOT).digest("hex").slice(0, 16)}`);

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  say(message);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantMajor = 0, wantMinor = 0] = OLDEST_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(`Node.js: expected version ${OLDEST_NODE.join(".")} or newer, got ${process.versions.node}`);
}

/**
 * Runs a program with its output on our stderr, so that a command's stdout stays its own.
 * @param {string} what @param {string} program @param {string[]} args
 */
function runOnStderr(what, program, args) {
  const shell = process.platform === "win32" && program === "npm";
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ["ignore", 2, 2], shell });
  if (error) fail(`${what}: expected to run ${program}, got ${error.message}`);
  if (status !== 0) fail(`${what}: ${program} ${args.join(" ")} ended with status ${status}`);
}

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>} */
function lockedPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** Whether node_modules holds what package-lock.json asks for; optional packages (other platforms' binaries) may be absent. */
function isInstalled() {
  const installedLock = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(installedLock)) return false;
  const installed = lockedPackages(installedLock);
  return Object.entries(lockedPackages(join(ROOT, "package-lock.json"))).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version;
  });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function release() {
  rmSync(LOCK, { recursive: true, force: true });
}

/**
 * One set-up of this folder at a time: two commands started together must not install over each other.
 * @param {() => void} work
 */
function alone(work) {
  for (let waited = false; ;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      const owner = existsSync(join(LOCK, "pid")) ? Number(readFileSync(join(LOCK, "pid"), "utf8")) : 0;
      const abandoned = owner > 0 ? !isAlive(owner) : !existsSync(LOCK) || Date.now() - statSync(LOCK).mtimeMs > 5000;
      if (abandoned) release();
      else if (!waited) say("waiting for another command that is setting up this folder");
      waited ||= !abandoned;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  process.once("exit", release);
  writeFileSync(join(LOCK, "pid"), String(process.pid));
  work();
  release();
  process.off("exit", release);
}

/** Resolves when the folder is ready; ends the process with one clear line when it cannot be made so. */
export async function setup() {
  checkNode();
  if (!isInstalled()) {
    alone(() => {
      if (isInstalled()) return;
      say("installing packages (npm ci), once");
      runOnStderr("packages", "npm", ["ci", "--loglevel=error"]);
    });
  }
  // Does nothing when the kernels are newer than their source.
  await import(new URL("../engine/wasm/buildKernels.mjs", import.meta.url).href);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await setup();
