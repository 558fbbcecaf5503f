import { build, DIST } from "../../../src/cli/build.mjs";
import { serveFolder } from "../../../src/cli/serveFolder.mjs";

/** Builds the page when its sources have changed and serves it for the whole run; the workers read the address from the environment. */
export default async function servePage(): Promise<() => Promise<void>> {
  await build();
  const { address, close } = await serveFolder({ folder: DIST, port: 0 });
  process.env["AHA_LAB_ADDRESS"] = address;
  return close;
}
