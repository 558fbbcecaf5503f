/** More would only wait for memory. */
const MOST = 4;

const inNode = typeof process === "object" && typeof process.getBuiltinModule === "function";

/** Memory can be shared between threads: always under Node, in a browser only by a page that is cross-origin isolated. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === "function" && (inNode || globalThis.crossOriginIsolated === true);

/** Threads that this machine has to spare. */
export function threadCount(): number {
  const cores = inNode ? process.getBuiltinModule("node:os").availableParallelism() : navigator.hardwareConcurrency;
  // where there are more than two cores, one is left to the page
  return Math.max(1, Math.min(MOST, cores > 2 ? cores - 1 : cores));
}
