/** What an adapter is to a person: its name, and whether it is a CPU in disguise. */
export interface AdapterReport {
  adapter: GPUAdapter;
  description: string;
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

/**
 * The adapter of this browser, or in words why there is none. Asking first matters: tfjs itself falls back to its CPU backend
 * without a word when there is no adapter.
 */
export async function findAdapter(): Promise<AdapterReport | string> {
  // In Node, in older browsers and on pages that are not secure there is none, whatever the types say.
  const scope: { navigator?: { gpu?: GPU } } = globalThis;
  const gpu = scope.navigator?.gpu;
  if (!gpu) return "this browser does not offer WebGPU here";
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return "WebGPU is there, but no adapter (GPU) was given";
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const words = [description || device, vendor, architecture].filter((word) => word !== "");
    const software = isFallbackAdapter || SOFTWARE.test([vendor, architecture, device, description].join(" "));
    const name = [...new Set(words)].join(", ") || "unnamed GPU";
    return { adapter, software, description: software ? `${name} (software adapter)` : name };
  } catch (error) {
    return `WebGPU refused to give an adapter: ${error instanceof Error ? error.message : String(error)}`;
  }
}
