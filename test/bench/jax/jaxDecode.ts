import type { ModelShape } from "../../../src/engine/policy.ts";
import { type JaxArray, type JaxLibrary, type JaxModel, type JaxRotary, jaxModel } from "./jaxModel.ts";

/** Keys and values of every layer, [B, slots, H, C]: the prompt in the first slots, right-padded, then one slot a token. */
export type JaxCache = { k: JaxArray; v: JaxArray }[];

/** What a step needs besides the cache. */
export type JaxStep = {
  ids: JaxArray; // int32 [B]
  lengths: JaxArray; // int32 [B] of the prompts
  slot: JaxArray; // int32 [], where the ids go
  rotary: JaxRotary; // of all positions
};

/** The jitted functions of decoding; each is compiled once a shape of its arrays. */
export function jaxDecode(jax: JaxLibrary, shape: ModelShape, promptSlots: number) {
  const { numpy: np, nn, random, tree, jit } = jax;
  const { trunk, head, attention } = jaxModel(jax, shape);
  const { width: D, heads: H, vocabSize: V } = shape;
  const C = D / H;

  /** Every prompt once: its cache [P, promptSlots, H, C] and the logits of its first token [P, V]. */
  const prefill = (model: JaxModel, ids: JaxArray, lengths: JaxArray, rotary: JaxRotary): [JaxCache, JaxArray] => {
    const P = lengths.shape[0] ?? 1;
    const cache: JaxCache = [];
    const table = (all: JaxArray): JaxArray => all.slice([0, promptSlots]).reshape([1, promptSlots, 1, C / 2]);
    const x = trunk(
      model,
      model.embedding.ref.slice(ids),
      P,
      { cos: table(rotary.cos), sin: table(rotary.sin) },
      () => (q, k, v) => {
        cache.push({ k: k.ref, v: v.ref });
        return attention(q, k, v, np.tri(promptSlots, promptSlots, 0, { dtype: np.bool }));
      },
    );
    const last = np.arange(P).mul(promptSlots).add(lengths).sub(1);
    return [cache, head(x.slice(last), model.norm, model.embedding)];
  };

  /** Puts one token a row into its slot. @returns the cache and the logits of the next token [B, V] */
  const forward = (model: JaxModel, cache: JaxCache, { ids, lengths, slot, rotary }: JaxStep): [JaxCache, JaxArray] => {
    const B = ids.shape[0] ?? 1;
    const slots = cache[0]?.k.shape[1] ?? 0;
    const next: JaxCache = [];
    const positions = lengths.ref.add(slot.ref.sub(promptSlots));
    const table = (all: JaxArray, at: JaxArray): JaxArray => all.slice(at).reshape([B, 1, 1, C / 2]);
    const place = np.arange(slots).reshape([1, slots, 1, 1]).equal(slot.ref);
    const index = (): JaxArray => np.arange(slots).reshape([1, slots]);
    const inPrompt = index().less(lengths.reshape([B, 1]));
    const inAnswer = index().greaterEqual(promptSlots).mul(index().lessEqual(slot));
    const mask = inPrompt.add(inAnswer).reshape([B, 1, 1, slots]);
    const x = trunk(
      model,
      model.embedding.ref.slice(ids),
      B,
      { cos: table(rotary.cos, positions.ref), sin: table(rotary.sin, positions) },
      (l) => (q, k, v) => {
        const old = cache[l] as JaxCache[number];
        const keys = np.where(place.ref, k, old.k);
        const values = np.where(place.ref, v, old.v);
        next.push({ k: keys.ref, v: values.ref });
        return attention(q, keys, values, mask.ref);
      },
    );
    place.dispose();
    mask.dispose();
    return [next, head(x, model.norm, model.embedding)];
  };

  /** Gumbel-max by the library's own generator; ids and their log-probs, [B] each. */
  const draw = (logits: JaxArray, keys: JaxArray, count: JaxArray): [JaxArray, JaxArray] => {
    const ids = random.categorical(keys.slice(count), logits.ref);
    const logP = nn.logSoftmax(logits, -1).mul(nn.oneHot(ids.ref, V)).sum(-1);
    return [ids, logP];
  };

  return {
    prefill: jit(prefill),
    /** Rows of another cache, in the order of `rows`. */
    select: jit((cache: JaxCache, rows: JaxArray): JaxCache => {
      const chosen = cache.map(({ k, v }) => ({ k: k.slice(rows.ref), v: v.slice(rows.ref) }));
      rows.dispose();
      return chosen;
    }),
    /** Room for more slots. */
    grow: (cache: JaxCache, slots: number): JaxCache =>
      tree.map((x: JaxArray) => np.pad(x, { 1: [0, slots - (x.shape[1] ?? 0)] }), cache),
    forward: jit(forward),
    draw: jit(draw),
    /** forward and draw in one. */
    step: jit(
      (
        model: JaxModel,
        cache: JaxCache,
        at: JaxStep,
        keys: JaxArray,
        count: JaxArray,
      ): [JaxCache, JaxArray, JaxArray] => {
        const [next, logits] = forward(model, cache, at);
        const [ids, logP] = draw(logits, keys, count);
        return [next, ids, logP];
      },
    ),
    stack: jit((arrays: JaxArray[]): JaxArray => np.stack(arrays.map((x) => x.astype(np.float32)))),
  };
}
