import { adamW } from "../../kernels/adamW/spec.ts";
import { gatherRows } from "../../kernels/gatherRows/spec.ts";
import { gradNorm } from "../../kernels/gradNorm/spec.ts";
import { rmsNorm } from "../../kernels/rmsNorm/spec.ts";
import { rmsNormBackward } from "../../kernels/rmsNormBackward/spec.ts";
import { rope } from "../../kernels/rope/spec.ts";
import { scatterRowsAdd } from "../../kernels/scatterRowsAdd/spec.ts";
import { swiglu } from "../../kernels/swiglu/spec.ts";
import { swigluBackward } from "../../kernels/swigluBackward/spec.ts";
import { splitRotary } from "./splitRotary.ts";
import { type Adapter, adapt } from "./adapter.ts";

const byFour = ({ width }: { width: number }): boolean => width % 4 === 0;
const headsByEight = ({ width, heads }: { width: number; heads: number }): boolean => (width / heads) % 8 === 0;

/** What works row by row or number by number. */
export const ROW_ADAPTERS: readonly Adapter[] = [
  adapt(gatherRows, byFour, ({ k, at, n: { count, width } }) => k.gather(count, width, at.rows, at.table, at.out)),
  adapt(scatterRowsAdd, byFour, ({ k, memory, at, values: { starts, items }, n: { rows, width } }) => {
    const ids = new Int32Array(items.length);
    for (let r = 0; r < rows; r++) for (const item of items.subarray(starts[r], starts[r + 1])) ids[item] = r;
    k.scatterAdd(items.length, width, memory.allocFrom(ids), at.x, at.out);
  }),
  adapt(rmsNorm, byFour, ({ k, at, n: { rows, width, eps } }) =>
    k.rmsNorm(rows, width, eps, at.x, at.gain, at.out, at.invStd),
  ),
  adapt(rmsNormBackward, byFour, ({ k, at, n: { rows, width } }) =>
    k.rmsNormBackward(rows, width, at.x, at.gain, at.invStd, at.dOut, at.dx, at.dGain),
  ),
  adapt(swiglu, byFour, ({ k, at, n: { rows, width } }) => k.swiglu(rows, width, at.gateUp, at.out)),
  adapt(swigluBackward, byFour, ({ k, at, n: { rows, width } }) =>
    k.swigluBackward(rows, width, at.gateUp, at.dOut, at.dGateUp),
  ),
  adapt(rope, headsByEight, ({ k, memory, at, values, n: { rows, width, heads, sign } }) => {
    const { cos, sin } = splitRotary(memory, values.table);
    k.rope(rows, 2 * heads, width / heads, 3 * width, at.qkv, at.positions, cos, sin, sign);
  }),
  adapt(
    gradNorm,
    ({ count }) => count % 4 === 0,
    ({ k, at, n: { count } }) => ({
      out: Float32Array.of(Math.sqrt(k.sumOfSquares(count, at.gradients))),
    }),
  ),
  adapt(
    adamW,
    ({ count }) => count % 4 === 0 && count > 12,
    ({ k, at, values, n }) => {
      const norm = values.norm[0] as number;
      const scale = n.maxGradNorm > 0 && norm > n.maxGradNorm ? n.maxGradNorm / (norm + 1e-6) : 1;
      k.adamw(
        n.count,
        at.weights,
        at.gradients,
        at.m,
        at.v,
        scale,
        n.learningRate,
        n.beta1,
        n.beta2,
        n.epsilon,
        n.weightDecay,
        n.correction1,
        n.correction2,
      );
    },
  ),
];
