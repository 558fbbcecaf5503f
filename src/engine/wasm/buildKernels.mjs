// Compiles the AssemblyScript kernels to build/kernels.wasm; does nothing when that file is newer than every source.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = join(here, "assembly");
const out = join(here, "build", "kernels.wasm");

const newest = Math.max(
  statSync(fileURLToPath(import.meta.url)).mtimeMs,
  ...readdirSync(sources).map((f) => statSync(join(sources, f)).mtimeMs),
);
const built = statSync(out, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (built < newest) {
  mkdirSync(join(here, "build"), { recursive: true });
  const { default: asc } = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main([
    join(sources, "kernels.ts"),
    "--baseDir",
    here,
    "--outFile",
    out,
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "-O3",
    "--noAssert",
    "--noExportMemory", // memory is imported, see below
    "--importMemory",
    "--initialMemory",
    "16",
    "--use",
    "abort=",
  ]);
  if (error) {
    process.stderr.write(`${stderr.toString()}\nbuildKernels: ${error.message}\n`);
    process.exit(1);
  }
  process.stderr.write(`buildKernels: wrote ${out} (${statSync(out).size} bytes)\n`);
}
