import type { SizeName } from "../../src/engine/model/shape.ts";
import { EOS } from "../../src/world/vocabulary.ts";
import { checkAgreement } from "./agreement.ts";
import type { BenchHost } from "./benchHost.ts";
import type { BenchReport, BenchResult, Path } from "./benchResult.ts";
import { type BenchShape, benchWeights, modelShape, planShapes } from "./benchShapes.ts";
import type { Contestant } from "./contestant.ts";
import { LONGEST } from "./drawLengths.ts";
import { sampleFlops, updateFlops } from "./flops.ts";
import { openJaxPeer } from "./jax/jaxPeer.ts";
import { inputTokens, sampleJob, updateJob, withLengths } from "./jobs.ts";
import { type MatmulPeak, wasmPeak, webgpuPeak } from "./matmulPeak.ts";
import { measure, type Measured, type Op } from "./measure.ts";
import { Ours } from "./ours.ts";
import { openTfjsPeer } from "./tfjs/tfjsPeer.ts";

export interface BenchOptions {
  size: SizeName | null;
  quick: boolean;
  repetitions: number;
  /** Seconds that one run of a contestant may take. */
  patience: number;
  progress(text: string): void;
}

/** Everybody who runs on a path, and in words why the others do not. */
interface Field {
  contestants: Map<string, Contestant>;
  reasons: { tfjs?: string; jax?: string };
}

const backendOf = (path: Path): "webgpu" | "wasm" => (path === "webgpu" ? "webgpu" : "wasm");
const threadsOf = (path: Path): number => (path === "wasm-2" ? 2 : 1);

/** All shapes of one path, one size after another; what it finds is added to the report. */
export async function runPath(path: Path, host: BenchHost, report: BenchReport, options: BenchOptions): Promise<void> {
  const software = path === "webgpu" && host.adapter?.software === true;
  const { shapes, skipped } = planShapes(options.size, options.quick, software);
  report.skipped.push(...skipped.map((one) => ({ path, ...one })));
  const progress = (text: string): void => options.progress(`${path}: ${text}`);
  progress("matmul peak");
  const jax = await host.jax(backendOf(path), threadsOf(path));
  const library = typeof jax === "string" ? null : jax.library;
  const peak = await (path === "webgpu" ? webgpuPeak(software, library) : wasmPeak(library));
  report.peaks[path] = peak;
  for (const size of new Set(shapes.map((shape) => shape.size))) {
    const field = await openField(path, size, jax);
    const reference = await Ours.open("wasm", 1, modelShape(size), benchWeights(size, EOS));
    try {
      const ofSize = shapes.filter((shape) => shape.size === size);
      for (const [i, shape] of ofSize.entries()) {
        if (threadsOf(path) > 1 && i > 0)
          await leaveOut(field, "jax", "with threads only at the size's smallest shape");
        const results = await runShape(path, shape, field, reference, i === 0, peak, host, report, {
          ...options,
          progress,
        });
        report.results.push(...results);
        // Only now does jax-js say where it draws its tokens.
        const described = [...field.contestants].map(([name, { description }]) => [name, description]);
        report.contestants[path] = { ...report.contestants[path], ...Object.fromEntries(described) };
      }
    } finally {
      for (const contestant of [...field.contestants.values(), reference]) await contestant.dispose();
    }
  }
}

/** Takes a peer off the field for the shapes that follow. */
async function leaveOut({ contestants, reasons }: Field, name: "tfjs" | "jax", why: string): Promise<void> {
  const contestant = contestants.get(name);
  if (!contestant) return;
  contestants.delete(name);
  reasons[name] = why;
  await contestant.dispose();
}

async function openField(path: Path, size: SizeName, jax: Awaited<ReturnType<BenchHost["jax"]>>): Promise<Field> {
  const shape = modelShape(size);
  const weights = benchWeights(size, EOS);
  const backend = backendOf(path);
  const threads = threadsOf(path);
  const field: Field = { contestants: new Map(), reasons: {} };
  field.contestants.set("ours", await Ours.open(backend, threads, shape, weights));
  if (threads > 1) {
    field.contestants.set("one thread", await Ours.open(backend, 1, shape, weights));
    field.reasons.tfjs = "TensorFlow.js has no threads in Node";
  } else {
    field.contestants.set("tfjs", await openTfjsPeer(backend, shape, weights));
  }
  if (typeof jax === "string") field.reasons.jax = jax;
  else field.contestants.set("jax", openJaxPeer(jax.library, backend, shape, weights, jax.version));
  return field;
}

async function runShape(
  path: Path,
  shape: BenchShape,
  { contestants, reasons }: Field,
  reference: Contestant,
  first: boolean,
  peak: MatmulPeak,
  host: BenchHost,
  report: BenchReport,
  options: BenchOptions,
): Promise<BenchResult[]> {
  const progress = (text: string): void => options.progress(`${shape.name}: ${text}`);
  const weights = benchWeights(shape.size, EOS);
  const model = modelShape(shape.size);
  for (const contestant of contestants.values()) await contestant.reset(weights);
  const ours = contestants.get("ours") as Contestant;
  const { job, sampled, tokens } = await withLengths(sampleJob(shape.rows, shape.groupSize, shape.longest), ours);
  const update = await updateJob(shape.rows, reference, shape.longest / LONGEST);
  if (first) {
    for (const [name, contestant] of contestants) {
      progress(`checking ${name} against the reference`);
      const where = `bench: ${name} on ${path}, ${shape.name}`;
      const found = await checkAgreement(contestant, reference, weights, job, update, where);
      report.agreement.push({ path, shape: shape.name, contestant: name, found });
    }
  }
  const results: BenchResult[] = [];
  const counters = path === "webgpu" ? host.counters : null;
  for (const op of ["sample", "update"] as const) {
    const measured = await measure(contestants, op, { sample: job, update }, { ...options, counters, progress });
    const work =
      op === "sample"
        ? { tokens, flops: sampleFlops(model, sampled, shape.groupSize) }
        : { tokens: inputTokens(update.batch), flops: updateFlops(model, update.batch) };
    results.push(resultOf(path, op, shape, work, measured, reasons, peak));
  }
  return results;
}

/** @throws Error when our own engine was too slow to be measured */
function resultOf(
  path: Path,
  op: Op,
  { name, rows }: BenchShape,
  { tokens, flops }: { tokens: number; flops: number },
  measured: ReadonlyMap<string, Measured | string>,
  reasons: Field["reasons"],
  peak: MatmulPeak,
): BenchResult {
  const figures = (who: string): Measured | null => {
    const found = measured.get(who);
    return found === undefined || typeof found === "string" ? null : found;
  };
  const ours = figures("ours");
  if (ours === null)
    throw new Error(`bench: ${path}, ${name}, ${op}: expected figures of ours, got ${measured.get("ours")}`);
  const speed = (who: string): number | null => {
    const found = figures(who);
    return found && tokens / found.seconds;
  };
  const ratio = (who: string): number | null => {
    const found = figures(who);
    return found && found.seconds / ours.seconds;
  };
  const why = (who: "tfjs" | "jax"): string | undefined => {
    const found = measured.get(who);
    return typeof found === "string" ? found : reasons[who];
  };
  const tfjsWhy = why("tfjs");
  const jaxWhy = why("jax");
  const oneThread = speed("one thread");
  const oneRatio = ratio("one thread");
  const gflops = flops / ours.seconds / 1e9;
  const best = Math.max(peak.ours, path === "webgpu" ? Math.max(peak.tfjs ?? 0, peak.jax ?? 0) : 0) * threadsOf(path);
  const { maps, submits, dispatches } = ours.counts;
  return {
    path,
    op,
    shape: name,
    rows,
    tokens,
    ours: tokens / ours.seconds,
    tfjs: speed("tfjs"),
    jax: speed("jax"),
    ratio_tfjs: ratio("tfjs"),
    ratio_jax: ratio("jax"),
    ...(oneThread === null || oneRatio === null ? {} : { one_thread: oneThread, ratio_one_thread: oneRatio }),
    reasons: { ...(tfjsWhy === undefined ? {} : { tfjs: tfjsWhy }), ...(jaxWhy === undefined ? {} : { jax: jaxWhy }) },
    maps,
    submits,
    dispatches,
    counts: Object.fromEntries(
      [...measured].flatMap(([who, found]) => (typeof found === "string" ? [] : [[who, found.counts]])),
    ),
    gflops,
    share_of_peak: gflops / best,
    bytes_before: ours.bytes.before,
    bytes_after: ours.bytes.after,
    repetitions: ours.repetitions,
  };
}
