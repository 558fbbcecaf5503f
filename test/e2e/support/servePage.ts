import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, DIST } from "../../../src/cli/build.mjs";
import { serveFolder } from "../../../src/cli/serveFolder.mjs";
import { ROOT } from "../../../src/cli/setup.mjs";

const SITE = join(ROOT, "test-results/site");

/**
 * Builds the page when its sources have changed and serves it for the whole run, with the tests' nano model beside the shipped
 * one. The workers read the address from the environment.
 */
export default async function servePage(): Promise<() => Promise<void>> {
  await build();
  rmSync(SITE, { recursive: true, force: true });
  cpSync(DIST, SITE, { recursive: true });
  for (const file of ["base-nano.safetensors", "base-nano.json"]) {
    cpSync(join(ROOT, "test/fixtures", file), join(SITE, "checkpoints", file));
  }
  const { address, close } = await serveFolder({ folder: SITE, port: 0 });
  process.env["AHA_LAB_ADDRESS"] = address;
  return close;
}
