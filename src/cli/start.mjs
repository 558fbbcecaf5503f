/** `npm start`: set-up, build and serve the page; opens a browser where there is a desktop. Ctrl-C ends it. */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build, DIST } from "./build.mjs";
import { serveFolder } from "./serveFolder.mjs";

/** Kept from one start to the next when it is free: a browser files saved runs under the address, port included. */
const USUAL_PORT = 4173;
const USAGE = "usage: npm start -- [--port N] [--no-open]";

/**
 * @param {string[]} args
 * @returns {{ port: number | null, open: boolean }} port null takes the usual one, or any when that is taken; throws naming the argument
 */
export function parseStartArgs(args) {
  const { values } = parseArgs({ args, options: { port: { type: "string" }, "no-open": { type: "boolean" } } });
  const port = values.port === undefined ? null : Number(/^\d+$/.test(values.port) ? values.port : Number.NaN);
  if (port !== null && !(port <= 65535)) {
    throw new Error(`--port: expected a whole number from 0 to 65535, got ${values.port}`);
  }
  return { port, open: values["no-open"] !== true };
}

/**
 * The program that opens an address, or null where nobody would see it.
 * @param {NodeJS.Platform} platform @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]] | null}
 */
export function browserOpener(platform, env) {
  if (env["CI"] || env["SSH_CONNECTION"] || env["SSH_TTY"]) return null;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** @param {number | null} port */
async function serve(port) {
  if (port !== null) return serveFolder({ folder: DIST, port });
  try {
    return await serveFolder({ folder: DIST, port: USUAL_PORT });
  } catch (error) {
    if (isTaken(error)) return serveFolder({ folder: DIST, port: 0 });
    throw error;
  }
}

async function start() {
  const { port, open } = parseStartArgs(process.argv.slice(2));
  await build();
  const { address, close } = await serve(port);
  process.stdout.write(`Aha Lab is at ${address} (Ctrl-C ends it)\n`);
  const opener = open ? browserOpener(process.platform, process.env) : null;
  if (opener !== null) {
    const [program, ...args] = opener;
    const browser = spawn(program, [...args, address], { stdio: "ignore", detached: true });
    browser.on("error", () => process.stderr.write(`no browser opened; open ${address} by hand\n`));
    browser.unref();
  }
  const stop = () => void close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await start();
  } catch (error) {
    const usage = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `start: ${message}${isTaken(error) ? "; choose another with --port" : ""}${usage ? `\n${USAGE}` : ""}\n`,
    );
    process.exitCode = 1;
  }
}
