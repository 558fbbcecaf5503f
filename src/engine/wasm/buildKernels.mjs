/**
 * Compiles the AssemblyScript kernels, one set of sources, to build/<variant>.wasm: plain or relaxed SIMD, with memory of one
 * thread's own or shared between threads. Does nothing when those files are newer than every source.
 */
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = join(here, "assembly");

const VARIANTS = [false, true].flatMap((relaxed) =>
  [false, true].map((shared) => ({ relaxed, shared, out: join(here, "build", name(relaxed, shared)) })),
);

/** @param {boolean} relaxed @param {boolean} shared */
function name(relaxed, shared) {
  return `kernels${relaxed ? "-relaxed" : ""}${shared ? "-shared" : ""}.wasm`;
}

/** @param {string} path */
function writtenAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const newest = Math.max(
  writtenAt(fileURLToPath(import.meta.url)),
  ...readdirSync(sources).map((file) => writtenAt(join(sources, file))),
);

for (const { relaxed, shared, out } of VARIANTS.filter((variant) => writtenAt(variant.out) < newest)) {
  mkdirSync(join(here, "build"), { recursive: true });
  const { default: asc } = await import("assemblyscript/asc");
  const features = ["simd", ...(relaxed ? ["relaxed-simd"] : []), ...(shared ? ["threads"] : [])];
  const { error, stderr } = await asc.main([
    join(sources, "kernels.ts"),
    "--baseDir",
    here,
    "--outFile",
    out,
    "--runtime",
    "stub",
    ...features.flatMap((feature) => ["--enable", feature]),
    "-O3",
    "--noAssert",
    "--noExportMemory", // memory is imported, see below
    "--importMemory",
    "--initialMemory",
    "16",
    ...(shared ? ["--sharedMemory", "--maximumMemory", "65536"] : []),
    "--use",
    "abort=",
  ]);
  if (error) {
    process.stderr.write(`${stderr.toString()}\nbuildKernels: ${error.message}\n`);
    process.exit(1);
  }
  process.stderr.write(`buildKernels: wrote ${out} (${statSync(out).size} bytes)\n`);
}
