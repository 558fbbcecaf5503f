import type { Flag } from "../../src/cli/arguments.ts";
import { type Command, JSON_FLAG } from "../../src/cli/command.ts";
import { commandLine } from "../../src/cli/commandLine.ts";
import { ProgressLine } from "../../src/cli/progressLine.ts";
import type { SizeName } from "../../src/engine/model/shape.ts";
import { type BenchReport, type Path, PATHS } from "./benchResult.ts";
import { benchTable } from "./benchTable.ts";
import { growthOf } from "./growth.ts";
import { openNodeHost } from "./node/nodeHost.ts";
import { runPath } from "./runPath.ts";
import { targets } from "./targets.ts";

const SIZES: readonly SizeName[] = ["nano", "micro", "mini", "small"];

const flags: readonly Flag[] = [
  {
    name: "backend",
    type: "choice",
    hint: "Only this one; default both, as far as they are there.",
    options: ["webgpu", "wasm"],
  },
  {
    name: "size",
    type: "choice",
    hint: "Only this one; default all that take minutes at most.",
    options: SIZES,
  },
  {
    name: "quick",
    type: "boolean",
    hint: "32 rows, on a software GPU eight with short answers, and no growth: a look at everything in a few minutes.",
  },
  JSON_FLAG,
];

/** Timed runs of each contestant; the median is reported. */
const REPETITIONS = 5;
const PATIENCE = 120;

const QUICK_NOTE = "Quick: few rows, on a software GPU with short answers, say little about a step of training.";
const SOFTWARE_NOTE =
  "The adapter is software: only ratios and counts mean something, and mean nothing about a real GPU. Speeds are this processor's.";

/** Ours against plain tfjs and jax-js, in one process, on one adapter. */
export const benchCommand: Command = {
  name: "bench",
  about: "Time our engine, plain TensorFlow.js and jax-js on the same rollouts and updates.",
  flags,
  async run(args) {
    const backend = args.optionalText("backend");
    const size = SIZES.find((name) => name === args.optionalText("size")) ?? null;
    const quick = args.flag("quick");
    const line = new ProgressLine(2);
    const progress = (text: string): void => line.show(() => text);
    const host = await openNodeHost(backend !== "wasm");
    if (backend === "webgpu" && host.adapter === null) {
      throw new Error(`--backend webgpu: expected an adapter, got none: ${host.noAdapter}`);
    }
    const paths = PATHS.filter((path) => wanted(path, backend, host.adapter !== null, host.cores));
    const notes = [...(host.adapter?.software === true ? [SOFTWARE_NOTE] : []), ...(quick ? [QUICK_NOTE] : [])];
    const report: BenchReport = {
      adapter: host.adapter?.name ?? null,
      host: host.description,
      cores: host.cores,
      command: commandLine("bench", flags, args),
      ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
      contestants: {},
      agreement: [],
      peaks: {},
      results: [],
      growth: [],
      targets: [],
      skipped: skippedPaths(backend, host.adapter === null ? host.noAdapter : null, host.cores),
    };
    for (const path of paths) {
      await runPath(path, host, report, { size, quick, repetitions: REPETITIONS, patience: PATIENCE, progress });
      if (!quick && (size === null || size === "micro") && path !== "wasm-2") {
        const software = path === "webgpu" && host.adapter?.software === true;
        const rows = software ? { rows: 16, mostRows: 64 } : { rows: 64, mostRows: 512 };
        const counters = path === "webgpu" ? host.counters : null;
        const name = path === "webgpu" ? "webgpu" : "wasm";
        report.growth.push(
          ...(await growthOf(path, name, 1, { repetitions: REPETITIONS, counters, ...rows, progress })),
        );
      }
    }
    report.targets = targets(report.results, report.growth, host.adapter?.software !== false);
    process.stdout.write(args.flag("json") ? `${JSON.stringify(report)}\n` : benchTable(report));
  },
};

function wanted(path: Path, backend: string | null, gpu: boolean, cores: number): boolean {
  if (path === "webgpu") return gpu && backend !== "wasm";
  return backend !== "webgpu" && (path === "wasm-1" || cores > 1);
}

function skippedPaths(backend: string | null, noAdapter: string | null, cores: number): BenchReport["skipped"] {
  const skipped: BenchReport["skipped"] = [];
  if (backend === null && noAdapter !== null) skipped.push({ path: "webgpu", shape: "all", reason: noAdapter });
  if (backend !== "webgpu" && cores < 2) skipped.push({ path: "wasm-2", shape: "all", reason: "one core" });
  return skipped;
}
