import type { Agreement } from "./agreement.ts";
import type { GpuCounts } from "./gpuCounters.ts";
import type { MatmulPeak } from "./matmulPeak.ts";
import type { Op } from "./measure.ts";

/** wasm-1 and wasm-2: our kernels with one thread and with two. */
export const PATHS = ["webgpu", "wasm-1", "wasm-2"] as const;
export type Path = (typeof PATHS)[number];

/** One operation of one shape. Speeds are tokens/s: produced ones when sampling, real (not padded) input tokens of an update. */
export interface BenchResult {
  path: Path;
  op: Op;
  shape: string;
  rows: number;
  tokens: number;
  ours: number;
  tfjs: number | null;
  jax: number | null;
  ratio_tfjs: number | null;
  ratio_jax: number | null;
  /** Of our engine with one thread in the same run; only where the path has more. */
  one_thread?: number;
  ratio_one_thread?: number;
  /** Why a peer's figure is null. */
  reasons: { tfjs?: string; jax?: string };
  /** Of ours, in one operation. */
  maps: number;
  submits: number;
  dispatches: number;
  /** Of all, in one operation. */
  counts: Record<string, GpuCounts>;
  /** The model's own operations by our time; attention and padding of others do not enter. */
  gflops: number;
  /** Of the best matmul that any contestant reached on this path, times its threads. */
  share_of_peak: number;
  /** Held by our engine after the warm-up, and after the last repetition. */
  bytes_before: number | null;
  bytes_after: number | null;
  repetitions: number;
}

/** Seconds a token when one thing grows, over those before it grew. */
export interface Growth {
  path: Path;
  op: Op;
  what: string;
  factor: number;
  /** By how much the model's own operations a token grew. */
  flops_factor: number;
}

export interface Target {
  path: string;
  op: Op | "run";
  what: string;
  wanted: number;
  /** Of the worst shape; null: not measured in this run. */
  measured: number | null;
  reached: boolean | null;
  /** The worst shape. */
  shape: string | null;
  /** Of the best shape. */
  best: number | null;
}

export interface BenchReport {
  adapter: string | null;
  host: string;
  cores: number;
  command: string;
  note?: string;
  contestants: Partial<Record<Path, Record<string, string>>>;
  /** How far each contestant is from the reference, before anything is timed. */
  agreement: { path: Path; shape: string; contestant: string; found: Agreement }[];
  /** GFLOP/s of square products. */
  peaks: Partial<Record<Path, MatmulPeak>>;
  results: BenchResult[];
  growth: Growth[];
  targets: Target[];
  skipped: { path: Path; shape: string; reason: string }[];
}
