import { existsSync } from "node:fs";
import { constants } from "node:os";

const CHROMIUM = "/usr/lib/chromium";
/** glibc: the library stays loaded, although it is no Node addon and loading it as one fails. */
const RTLD_NODELETE = 0x1000;

/**
 * Gives Node a `navigator.gpu`: Dawn (npm package webgpu) over the Vulkan loader and the SwiftShader driver that come with Chromium.
 *
 * @returns null when it is there, else why not
 */
export async function installNodeWebgpu(): Promise<string | null> {
  const driver = `${CHROMIUM}/vk_swiftshader_icd.json`;
  if (!existsSync(driver)) return `expected a SwiftShader driver at ${driver}, got none`;
  process.env["VK_ICD_FILENAMES"] ??= driver;
  try {
    // Dawn opens libvulkan.so.1 by name; one that is loaded already is found without a search path.
    const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
    process.dlopen({ exports: {} }, `${CHROMIUM}/libvulkan.so.1`, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {
    // It always says that this is no addon.
  }
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  return adapter ? null : "expected an adapter from Dawn, got none";
}
