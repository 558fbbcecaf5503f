import type { JaxLibrary } from "./jax/jaxModel.ts";
import type { GpuCounters } from "./gpuCounters.ts";

/** What a benchmark needs from where it runs. Everything else in this folder but the commands knows neither Node nor a browser. */
export interface BenchHost {
  /** "Node 20.19.0 on linux x64". */
  description: string;
  cores: number;
  /** The adapter's name; null, with why, where there is none. */
  adapter: { name: string; software: boolean } | null;
  noAdapter: string;
  /** null without an adapter. */
  counters: GpuCounters | null;
  /**
   * A copy of jax-js of its own, started on one device: it keeps constants of its compiled functions on the device that was in use when they
   * were first called, and takes as many threads as it finds cores for good when it is loaded.
   *
   * @returns in words why it cannot be had
   */
  jax(device: "webgpu" | "wasm", threads: number): Promise<{ library: JaxLibrary; version: string } | string>;
}
