import { existsSync, readdirSync } from "node:fs";
import { constants } from "node:os";

const CHROMIUM = "/usr/lib/chromium";
const DRIVERS = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
/** glibc: the library stays loaded, although it is no Node addon and loading it as one fails. */
const RTLD_NODELETE = 0x1000;

/**
 * Gives Node a `navigator.gpu`: Dawn (npm package webgpu) over the machine's Vulkan driver, or else over the SwiftShader driver
 * that comes with Chromium, which computes on the CPU.
 *
 * @returns null when there is an adapter, else why not
 */
export async function installNodeWebgpu(): Promise<string | null> {
  const installed = DRIVERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  if (process.env["VK_ICD_FILENAMES"] === undefined && !installed) {
    const driver = `${CHROMIUM}/vk_swiftshader_icd.json`;
    if (!existsSync(driver)) return `expected a Vulkan driver or Chromium's SwiftShader at ${driver}, got none`;
    process.env["VK_ICD_FILENAMES"] = driver;
  }
  try {
    // Dawn opens libvulkan.so.1 by name; one that is loaded already is found without a search path.
    const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
    process.dlopen({ exports: {} }, `${CHROMIUM}/libvulkan.so.1`, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {
    // It always says that this is no addon; a loader of the system's own is found without it.
  }
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  return adapter ? null : "expected an adapter from Dawn, got none";
}
