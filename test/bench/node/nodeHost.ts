import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform } from "node:os";
import { findAdapter } from "../../../src/engine/webgpu/findAdapter.ts";
import { installNodeWebgpu } from "../../../src/cli/nodeWebgpu.ts";
import type { BenchHost } from "../benchHost.ts";
import { GpuCounters } from "../gpuCounters.ts";
import type { JaxLibrary } from "../jax/jaxModel.ts";
import { WebWorker } from "./webWorker.ts";

/** jax-js asks for the number of cores to decide on its threads, and for the name of the browser. */
function setNavigator(gpu: GPU | undefined, hardwareConcurrency: number): void {
  const value = { ...(gpu ? { gpu } : {}), userAgent: "", hardwareConcurrency };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
}

/**
 * Node with Dawn: every contestant runs in it, on the CPU and on the GPU, without a browser in between.
 *
 * @param withGpu false: no adapter is looked for
 */
export async function openNodeHost(withGpu: boolean): Promise<BenchHost> {
  const missing = withGpu ? await installNodeWebgpu() : "not asked for";
  const gpu = missing === null ? globalThis.navigator.gpu : undefined;
  setNavigator(gpu, 1);
  const counters = missing === null ? new GpuCounters(globalThis) : null;
  const found = missing === null ? await findAdapter() : missing;
  const [model] = cpus();
  const require = createRequire(import.meta.url);
  const version = (): string => {
    const manifest: { version?: string } = JSON.parse(
      readFileSync(require.resolve("@jax-js/jax").replace(/dist.*$/, "package.json"), "utf8"),
    );
    return manifest.version ?? "of unknown version";
  };
  return {
    description: `Node ${process.versions.node} on ${platform()} ${arch()}, ${model?.model ?? "unknown processor"}`,
    cores: availableParallelism(),
    adapter: typeof found === "string" ? null : { name: found.description, software: found.software },
    noAdapter: typeof found === "string" ? found : "",
    counters,
    async jax(device, threads) {
      setNavigator(gpu, threads);
      // Whether there are workers decides, when the library is loaded, if it computes in threads.
      if (threads > 1) Object.assign(globalThis, { Worker: WebWorker });
      else Reflect.deleteProperty(globalThis, "Worker");
      for (const path of Object.keys(require.cache)) {
        if (path.includes("@jax-js")) Reflect.deleteProperty(require.cache, path);
      }
      const library: JaxLibrary = require("@jax-js/jax");
      const started = await library.init(device);
      return started.includes(device) ? { library, version: version() } : `jax-js did not start its ${device} backend`;
    },
  };
}
