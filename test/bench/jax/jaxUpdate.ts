import type { AdamWOptions, ModelShape } from "../../../src/engine/policy.ts";
import { type JaxArray, type JaxLibrary, type JaxModel, type JaxRotary, jaxModel } from "./jaxModel.ts";

/** A padded piece of a batch on the device. */
export type JaxChunk = {
  ids: JaxArray; // int32 [B, T]
  sources: JaxArray; // int32 [S]
  targets: JaxArray; // int32 [S]
  old: JaxArray; // [S]
  /** Advantage over the number of tokens of the whole batch; 0 for padding. */
  weight: JaxArray; // [S]
  rotary: JaxRotary; // [T, C/2]
};

export type JaxMoments = { m: JaxModel; v: JaxModel };

/** The jitted functions of an update; each is compiled once a shape. */
export function jaxUpdate(
  jax: JaxLibrary,
  shape: ModelShape,
  clip: { low: number; high: number },
  { beta1, beta2, epsilon }: Pick<AdamWOptions, "beta1" | "beta2" | "epsilon">,
) {
  const { numpy: np, nn, tree, jit, valueAndGrad } = jax;
  const { trunk, head } = jaxModel(jax, shape);
  const { width: D, heads: H, vocabSize: V } = shape;

  const logProbs = (model: JaxModel, chunk: Pick<JaxChunk, "ids" | "sources" | "targets" | "rotary">): JaxArray => {
    const [B = 1, T = 1] = chunk.ids.shape;
    const broadcast = (table: JaxArray): JaxArray => table.reshape([1, T, 1, D / H / 2]);
    const x = trunk(model, model.embedding.ref.slice(chunk.ids.reshape([B * T])), B, {
      cos: broadcast(chunk.rotary.cos),
      sin: broadcast(chunk.rotary.sin),
    });
    const picked = x.slice(chunk.sources);
    const logP = nn.logSoftmax(head(picked, model.norm, model.embedding), -1);
    return logP.mul(nn.oneHot(chunk.targets, V)).sum(-1);
  };

  /** −Σ weight · min(r, clip(r)) with the sign of the advantage: the clipped objective of the update. */
  const loss = (model: JaxModel, { old, weight, ...chunk }: JaxChunk): JaxArray => {
    const ratio = np.exp(logProbs(model, chunk).sub(old));
    const clipped = np.clip(ratio.ref, 1 - clip.low, 1 + clip.high);
    return np.minimum(ratio.mul(weight.ref), clipped.mul(weight)).sum().mul(-1);
  };

  /** Adam by hand, over the whole tree; `scales` are learningRate / (1 − β1^t) and 1 / (1 − β2^t). */
  const adam = (
    model: JaxModel,
    { m, v }: JaxMoments,
    gradient: JaxModel,
    scales: JaxArray, // [2]
  ): [JaxModel, JaxMoments] => {
    const mNext = tree.map((a: JaxArray, g: JaxArray) => a.mul(beta1).add(g.mul(1 - beta1)), m, tree.ref(gradient));
    const vNext = tree.map((a: JaxArray, g: JaxArray) => a.mul(beta2).add(np.square(g).mul(1 - beta2)), v, gradient);
    const next = tree.map(
      (p: JaxArray, a: JaxArray, b: JaxArray) =>
        p.sub(a.mul(scales.ref.slice(0)).div(np.sqrt(b.mul(scales.ref.slice(1))).add(epsilon))),
      model,
      tree.ref(mNext),
      tree.ref(vNext),
    );
    scales.dispose();
    return [next, { m: mNext, v: vNext }];
  };
  const add = (a: JaxModel, b: JaxModel): JaxModel => tree.map((x: JaxArray, y: JaxArray) => x.add(y), a, b);
  return {
    logProbs: jit(logProbs),
    lossAndGradient: jit(valueAndGrad(loss)),
    add: jit(add),
    adam: jit(adam),
  };
}
