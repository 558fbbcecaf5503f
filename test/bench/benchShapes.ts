import { initWeights } from "../../src/engine/model/initWeights.ts";
import { type SizeName, sizeShape } from "../../src/engine/model/shape.ts";
import type { ModelShape, Weights } from "../../src/engine/policy.ts";
import { SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";
import { LONGEST } from "./drawLengths.ts";

export interface BenchShape {
  /** "micro-256": the size and the rows; "micro-16-short" where answers are cut shorter than in training. */
  name: string;
  size: SizeName;
  rows: number;
  groupSize: number;
  /** Tokens of an answer at most. */
  longest: number;
}

const shapeOf = (size: SizeName, rows: number): BenchShape => ({
  name: `${size}-${rows}`,
  size,
  rows,
  groupSize: Math.min(16, rows / 2),
  longest: LONGEST,
});

/** Every contestant's time goes with the longest answer. */
const shortShape = (size: SizeName, rows: number, part: number): BenchShape => ({
  ...shapeOf(size, rows),
  name: `${size}-${rows}-short`,
  longest: LONGEST / part,
});

/** All shapes of a size; the first is the one on which the contestants are held against each other. */
const ALL: Readonly<Record<SizeName, readonly BenchShape[]>> = {
  nano: [shapeOf("nano", 64)],
  micro: [shapeOf("micro", 64), shapeOf("micro", 256), shapeOf("micro", 512)],
  mini: [shapeOf("mini", 64)],
  small: [shapeOf("small", 16)],
};

export interface ShapePlan {
  shapes: BenchShape[];
  /** Left out, and why. */
  skipped: { shape: string; reason: string }[];
}

/**
 * @param size null: all that is feasible
 * @param software the device is a software adapter
 */
export function planShapes(size: SizeName | null, quick: boolean, software: boolean): ShapePlan {
  const sizes: SizeName[] = size === null ? ["nano", "micro", "mini", "small"] : [size];
  if (quick) {
    return { shapes: [software ? shortShape(size ?? "nano", 8, 4) : shapeOf(size ?? "micro", 32)], skipped: [] };
  }
  const wanted = sizes.flatMap((name) => ALL[name]);
  if (!software) return { shapes: wanted, skipped: [] };
  const reason = "a software adapter takes minutes for one update of a peer; ask for it with --size";
  if (size !== null) return { shapes: wanted.slice(0, 1), skipped: wanted.slice(1).map(skip) };
  return { shapes: [shapeOf("nano", 16), shortShape("micro", 16, 2)], skipped: wanted.map(skip) };

  function skip({ name }: BenchShape): { shape: string; reason: string } {
    return { shape: name, reason };
  }
}

/** What the end token's embedding has more of in the first channel; found by bisection, so that 256 rows sample 50 tokens on average. */
const END_BIAS: Readonly<Record<SizeName, number>> = { nano: 1.14, micro: 1.2, mini: 1.2, small: 1.335 };

/**
 * Untrained weights whose rows end as soon as a trained policy's: every token's embedding has 1 in the first channel, which no layer writes
 * to, and the end token's has more. So each token is the end with nearly the same probability, a sixtieth, whatever came before.
 */
export function benchWeights(size: SizeName, endToken: number, bias = END_BIAS[size]): Weights {
  const shape = sizeShape(size, SMALL_VOCABULARY_SIZE);
  const weights = initWeights(shape, 1);
  for (const [name, { data }] of weights) {
    if (name.endsWith("o_proj.weight")) data.fill(0, 0, shape.width);
    if (name.endsWith("down_proj.weight")) data.fill(0, 0, shape.mlpWidth);
  }
  const embedding = weights.get("model.embed_tokens.weight")?.data;
  for (let v = 0; embedding && v < shape.vocabSize; v++) embedding[v * shape.width] = v === endToken ? 1 + bias : 1;
  return weights;
}

export const modelShape = (size: SizeName): ModelShape => sizeShape(size, SMALL_VOCABULARY_SIZE);
