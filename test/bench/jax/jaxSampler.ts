import type { ModelShape, Rollout } from "../../../src/engine/policy.ts";
import type { SampleJob } from "../contestant.ts";
import {
  drawOnHost,
  isDone,
  padPrompts,
  type PeerRow,
  peerRows,
  rolloutOf,
  take,
  TOKENS_PER_READ,
} from "../peerRows.ts";
import { type JaxCache, jaxDecode, type JaxStep } from "./jaxDecode.ts";
import { type JaxArray, type JaxLibrary, type JaxModel, rotaryTable } from "./jaxModel.ts";

/** Prompts and answers together may take so many positions. */
const POSITIONS = 512;
const TRIAL = { rows: 64, tokens: 32 };

/** What a rollout holds between two steps; its arrays belong to it. */
interface Decoding {
  rows: PeerRow[]; // [B]
  cache: JaxCache;
  lengths: JaxArray; // int32 [B]
  ids: JaxArray; // int32 [B], not yet in the cache
  slot: number;
}

/**
 * Rollouts of jax-js. Shapes come from few buckets, so that little is compiled: slots double as answers grow, and rows halve when half
 * of them have ended. Tokens are drawn on the device and read sixteen at a time, or from logits that are read every token.
 */
export class JaxSampler {
  /** Where tokens are drawn; null until both ways have been timed. */
  place: "device" | "host" | null = null;
  private readonly functions = new Map<number, ReturnType<typeof jaxDecode>>();
  private readonly rotary;

  constructor(
    private readonly jax: JaxLibrary,
    private readonly shape: ModelShape,
  ) {
    this.rotary = rotaryTable(jax, shape, POSITIONS);
  }

  async run(model: JaxModel, job: SampleJob): Promise<Rollout> {
    this.place ??= await this.choosePlace(model, job);
    return this.rollout(model, job, this.place);
  }

  /** By a short trial of a few groups: each way once to compile and once to time. */
  private async choosePlace(model: JaxModel, job: SampleJob): Promise<"device" | "host"> {
    const prompts = job.prompts.slice(0, Math.ceil(TRIAL.rows / job.groupSize));
    const lengths = job.lengths.slice(0, prompts.length * job.groupSize).map((n) => Math.min(n, TRIAL.tokens));
    const trial = { ...job, prompts, lengths };
    const seconds = { device: 0, host: 0 };
    for (const turn of ["compile", "time"]) {
      for (const place of ["device", "host"] as const) {
        const start = performance.now();
        await this.rollout(model, trial, place);
        if (turn === "time") seconds[place] = performance.now() - start;
      }
    }
    return seconds.device <= seconds.host ? "device" : "host";
  }

  dispose(): void {
    this.jax.tree.dispose(this.rotary);
    for (const { prefill, select, forward, draw, step, stack } of this.functions.values()) {
      for (const f of [prefill, select, forward, draw, step, stack]) f.dispose();
    }
  }

  private async rollout(model: JaxModel, job: SampleJob, place: "device" | "host"): Promise<Rollout> {
    const { tree, random, numpy: np } = this.jax;
    const promptSlots = powerOfTwo(Math.max(...job.prompts.map(({ length }) => length)));
    const functions = this.functionsFor(promptSlots);
    const rows = peerRows(job);
    const keys = random.split(random.key(job.seed), job.maxNewTokens);
    const { ids, lengths } = padPrompts(job.prompts, promptSlots);
    const [cache, first] = functions.prefill(
      tree.ref(model),
      this.ints(ids),
      this.ints(lengths),
      tree.ref(this.rotary),
    );
    const spread = Int32Array.from(rows, ({ prompt }) => prompt);
    let logits: JaxArray | null = first.slice(this.ints(spread));
    const state: Decoding = {
      rows,
      cache: functions.select(cache, this.ints(spread)),
      lengths: this.ints(Int32Array.from(rows, ({ promptLength }) => promptLength)),
      ids: np.zeros([rows.length], { dtype: np.int32 }),
      slot: promptSlots,
    };
    let count = 0;
    while (!state.rows.every(isDone)) {
      const end = Math.min(count + TOKENS_PER_READ, job.maxNewTokens);
      const drawn: JaxArray[] = [];
      for (; count < end && !(place === "host" && state.rows.every(isDone)); count++) {
        this.makeRoom(functions, state);
        if (place === "device") {
          const key = np.array(count, { dtype: np.int32 });
          let logP: JaxArray;
          if (logits !== null) {
            state.ids.dispose();
            [state.ids, logP] = functions.draw(logits, keys.ref, key);
            logits = null;
          } else {
            [state.cache, state.ids, logP] = functions.step(
              tree.ref(model),
              state.cache,
              this.stepOf(state),
              keys.ref,
              key,
            );
            state.slot++;
          }
          drawn.push(state.ids.ref, logP);
        } else {
          if (logits === null) {
            [state.cache, logits] = functions.forward(tree.ref(model), state.cache, this.stepOf(state));
            state.slot++;
          } else {
            state.ids.dispose();
          }
          state.ids = this.drawOnHost(Float32Array.from(await logits.data()), state.rows, job.seed);
          logits = null;
        }
      }
      if (drawn.length > 0) takeDrawn(await functions.stack(drawn).data(), state.rows);
      this.dropFinished(functions, state);
    }
    tree.dispose([state.cache, state.lengths, state.ids, keys]);
    if (logits !== null) logits.dispose();
    return rolloutOf(rows);
  }

  private stepOf({ ids, lengths, slot }: Decoding): JaxStep {
    const { numpy: np, tree } = this.jax;
    // The ids are used up, the lengths and the table are used again.
    return { ids, lengths: lengths.ref, slot: np.array(slot, { dtype: np.int32 }), rotary: tree.ref(this.rotary) };
  }

  private makeRoom({ grow }: ReturnType<typeof jaxDecode>, state: Decoding): void {
    const slots = state.cache[0]?.k.shape[1] ?? 0;
    if (state.slot >= slots) state.cache = grow(state.cache, powerOfTwo(state.slot + 1));
  }

  private drawOnHost(logits: Float32Array, rows: readonly PeerRow[], seed: number): JaxArray {
    const ids = rows.map((row, b) => {
      const { token, logProb } = drawOnHost(logits, b * this.shape.vocabSize, this.shape.vocabSize, seed, row);
      take(row, token, logProb);
      return token;
    });
    return this.ints(Int32Array.from(ids));
  }

  private dropFinished({ select }: ReturnType<typeof jaxDecode>, state: Decoding): void {
    const left = state.rows.flatMap((row, b) => (isDone(row) ? [] : [b]));
    if (left.length === 0 || powerOfTwo(left.length) >= state.rows.length) return;
    const size = powerOfTwo(left.length);
    const picked = Int32Array.from({ length: size }, (_, i) => left[i] ?? (left[0] as number));
    state.cache = select(state.cache, this.ints(picked));
    state.ids = state.ids.slice(this.ints(picked));
    state.lengths = state.lengths.slice(this.ints(picked));
    // What only fills the bucket is a row without a place in the result.
    state.rows = Array.from(picked, (b, i) => {
      const row = state.rows[b] as PeerRow;
      return i < left.length ? row : { ...row, length: 0 };
    });
  }

  private functionsFor(promptSlots: number): ReturnType<typeof jaxDecode> {
    const known = this.functions.get(promptSlots);
    const functions = known ?? jaxDecode(this.jax, this.shape, promptSlots);
    this.functions.set(promptSlots, functions);
    return functions;
  }

  private ints(data: Int32Array): JaxArray {
    return this.jax.numpy.array(Int32Array.from(data), { dtype: this.jax.numpy.int32 });
  }
}

/** Ids and log-probs by turns, [2·count, B]. */
function takeDrawn(read: ArrayLike<number>, rows: readonly PeerRow[]): void {
  const B = rows.length;
  for (let i = 0; i * 2 * B < read.length; i++) {
    rows.forEach((row, b) => take(row, read[i * 2 * B + b] as number, read[(i * 2 + 1) * B + b] as number));
  }
}

function powerOfTwo(atLeast: number): number {
  let n = 1;
  while (n < atLeast) n *= 2;
  return n;
}
