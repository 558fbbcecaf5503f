import type { BenchResult, Growth, Path, Target } from "./benchResult.ts";
import type { Op } from "./measure.ts";

type Ratio = "ratio_tfjs" | "ratio_jax" | "ratio_one_thread";

/** least: the figure may not be below `wanted`; most: not above it. */
interface Wish {
  path: Path;
  op: Op;
  of: Ratio | "maps" | "share_of_peak";
  what: string;
  wanted: number;
  is: "least" | "most";
  size?: string;
}

const ratios = (path: Path, op: Op, tfjs: number, jax: number): Wish[] => [
  { path, op, of: "ratio_tfjs", what: "times plain tfjs, at least", wanted: tfjs, is: "least" },
  { path, op, of: "ratio_jax", what: "times jax-js, at least", wanted: jax, is: "least" },
];

const ONE_MAP: Wish = {
  path: "webgpu",
  op: "sample",
  of: "maps",
  what: "maps a rollout, at most",
  wanted: 1,
  is: "most",
};

const SOFTWARE: readonly Wish[] = [
  ...ratios("webgpu", "sample", 2, 1.5),
  ONE_MAP,
  ...ratios("webgpu", "update", 1.5, 1),
];

const HARDWARE: readonly Wish[] = [
  ...ratios("webgpu", "sample", 10, 4),
  ONE_MAP,
  ...ratios("webgpu", "update", 4, 2),
  {
    path: "webgpu",
    op: "update",
    of: "share_of_peak",
    what: "of measured matmul peak at size small, at least",
    wanted: 0.25,
    is: "least",
    size: "small",
  },
];

const WASM: readonly Wish[] = [
  ...ratios("wasm-1", "sample", 8, 3),
  ...ratios("wasm-1", "update", 10, 3),
  {
    path: "wasm-1",
    op: "update",
    of: "share_of_peak",
    what: "of our own matmul's rate, at least",
    wanted: 0.5,
    is: "least",
  },
  {
    path: "wasm-2",
    op: "sample",
    of: "ratio_one_thread",
    what: "times one thread, at least",
    wanted: 1.6,
    is: "least",
  },
  {
    path: "wasm-2",
    op: "update",
    of: "ratio_one_thread",
    what: "times one thread, at least",
    wanted: 1.6,
    is: "least",
  },
];

/** What was aimed at, each judged by the worst figure over all measured shapes. Both kinds of GPU are listed; one of them was not measured. */
export function targets(results: readonly BenchResult[], growth: readonly Growth[], software: boolean): Target[] {
  const gpu = (wishes: readonly Wish[], kind: string, isThisKind: boolean): Target[] =>
    wishes.map((wish) => ({ ...judge(wish, isThisKind ? results : []), path: `webgpu, ${kind}` }));
  return [
    ...gpu(HARDWARE, "hardware", !software),
    ...gpu(SOFTWARE, "software", software),
    ...WASM.map((wish) => judge(wish, results)),
    ...growth.filter(({ what }) => what in GROWTH).map(judgeGrowth),
  ];
}

function judge({ path, op, of, what, wanted, is, size }: Wish, results: readonly BenchResult[]): Target {
  const found = results
    .filter(
      (result) => result.path === path && result.op === op && (size === undefined || result.shape.startsWith(size)),
    )
    .map((result) => ({ shape: result.shape, value: result[of] ?? null }))
    .filter((one): one is { shape: string; value: number } => one.value !== null)
    .sort((a, b) => (is === "least" ? a.value - b.value : b.value - a.value));
  const worst = found[0];
  if (worst === undefined) return { path, op, what, wanted, measured: null, reached: null, shape: null, best: null };
  const reached = is === "least" ? worst.value >= wanted : worst.value <= wanted;
  return {
    path,
    op,
    what,
    wanted,
    measured: worst.value,
    reached,
    shape: worst.shape,
    best: found.at(-1)?.value ?? null,
  };
}

/** Growth that should cost nothing a token, and how much it may cost. */
const GROWTH: Readonly<Record<string, { wanted: number; text: string; both: boolean }>> = {
  "batch 64 to 512 rows": { wanted: 0.15, text: "away from constant cost a token, at most", both: true },
  "answers of unequal length": {
    wanted: 0.15,
    text: "more a produced token than with equal lengths, at most",
    both: false,
  },
};

function judgeGrowth({ path, op, what, factor }: Growth): Target {
  const { wanted = 0, text = "", both = false } = GROWTH[what] ?? {};
  const measured = both ? Math.abs(factor - 1) : factor - 1;
  return {
    path,
    op,
    what: `${what}: ${text}`,
    wanted,
    measured,
    reached: measured <= wanted,
    shape: null,
    best: measured,
  };
}
