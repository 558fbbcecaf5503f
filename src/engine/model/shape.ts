import type { ModelShape } from "../policy.ts";

export type SizeName = "nano" | "micro" | "mini" | "small";

const common = { ropeTheta: 10_000, normEps: 1e-5 };

/** The four sizes. MLP widths are 8/3 of the width, rounded to a multiple of 8. */
export const SIZES: Readonly<Record<SizeName, Omit<ModelShape, "vocabSize">>> = {
  nano: { width: 32, layers: 2, heads: 2, mlpWidth: 88, ...common },
  micro: { width: 96, layers: 3, heads: 4, mlpWidth: 256, ...common },
  mini: { width: 128, layers: 4, heads: 4, mlpWidth: 344, ...common },
  small: { width: 256, layers: 6, heads: 8, mlpWidth: 680, ...common },
};

export const sizeShape = (size: SizeName, vocabSize: number): ModelShape => ({ ...SIZES[size], vocabSize });
