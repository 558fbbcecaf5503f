import type { Composition } from "./composition.ts";
import { adamWTfjs } from "./adamW/tfjs.ts";
import { attentionTfjs } from "./attention/tfjs.ts";
import { attentionBackwardTfjs } from "./attentionBackward/tfjs.ts";
import { gatherRowsTfjs } from "./gatherRows/tfjs.ts";
import { gradNormTfjs } from "./gradNorm/tfjs.ts";
import { matmulNNTfjs } from "./matmulNN/tfjs.ts";
import { matmulNTTfjs } from "./matmulNT/tfjs.ts";
import { matmulNTAddTfjs } from "./matmulNTAdd/tfjs.ts";
import { matmulTNAddTfjs } from "./matmulTNAdd/tfjs.ts";
import { rmsNormTfjs } from "./rmsNorm/tfjs.ts";
import { rmsNormBackwardTfjs } from "./rmsNormBackward/tfjs.ts";
import { ropeTfjs } from "./rope/tfjs.ts";
import { scatterRowsAddTfjs } from "./scatterRowsAdd/tfjs.ts";
import { scoreTokensTfjs } from "./scoreTokens/tfjs.ts";
import { scoreTokensBackwardTfjs } from "./scoreTokensBackward/tfjs.ts";
import { swigluTfjs } from "./swiglu/tfjs.ts";
import { swigluBackwardTfjs } from "./swigluBackward/tfjs.ts";
import { packLinearTfjs } from "./packLinear/tfjs.ts";
import { decodeLinearTfjs } from "./decodeLinear/tfjs.ts";
import { decodeAttentionTfjs } from "./decodeAttention/tfjs.ts";
import { drawTokensTfjs } from "./drawTokens/tfjs.ts";
import { advanceRowsTfjs } from "./advanceRows/tfjs.ts";

const all: readonly Composition[] = [
  rmsNormTfjs,
  matmulNTTfjs,
  matmulNTAddTfjs,
  matmulNNTfjs,
  matmulTNAddTfjs,
  gatherRowsTfjs,
  scatterRowsAddTfjs,
  gradNormTfjs,
  adamWTfjs,
  rmsNormBackwardTfjs,
  ropeTfjs,
  swigluTfjs,
  swigluBackwardTfjs,
  attentionTfjs,
  attentionBackwardTfjs,
  scoreTokensTfjs,
  scoreTokensBackwardTfjs,
  packLinearTfjs,
  decodeLinearTfjs,
  decodeAttentionTfjs,
  drawTokensTfjs,
  advanceRowsTfjs,
];

/** The composition of every kernel, by the kernel's name. */
export const COMPOSITIONS: ReadonlyMap<string, Composition> = new Map(
  all.map((composition) => [composition.spec.name, composition]),
);
