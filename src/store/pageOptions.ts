import type { BackendChoice, EngineChoice } from "./runState.ts";

const BACKENDS: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "tfjs-wasm", "cpu"];
const MOST_THREADS = 64;

export interface PageOptions {
  backend: BackendChoice;
  checkpoint: string;
  engine: EngineChoice;
}

/**
 * What the address says besides the configuration: `?backend=wasm&checkpoint=base-nano&variants=none&threads=1`. For
 * demonstrations and tests; a value that is unknown or could leave the folder of checkpoints is ignored.
 */
export function pageOptions(search: string): PageOptions {
  const parameters = new URLSearchParams(search);
  const checkpoint = parameters.get("checkpoint") ?? "";
  const threads = /^\d+$/.test(parameters.get("threads") ?? "") ? Number(parameters.get("threads")) : 0;
  return {
    backend: BACKENDS.find((name) => name === parameters.get("backend")) ?? "auto",
    checkpoint: /^[a-z0-9-]+$/.test(checkpoint) ? checkpoint : "base-micro",
    engine: {
      ...(parameters.get("variants") === "none" && { variants: "none" }),
      ...(threads >= 1 && threads <= MOST_THREADS && { threads }),
    },
  };
}

/** The query with this choice in it, its other options as they were; "" or with its leading "?". */
export function withEngine(search: string, { variants, threads }: EngineChoice): string {
  const parameters = new URLSearchParams(search);
  if (variants === "none") parameters.set("variants", variants);
  else parameters.delete("variants");
  if (threads === undefined) parameters.delete("threads");
  else parameters.set("threads", String(threads));
  const query = parameters.toString();
  return query && `?${query}`;
}
