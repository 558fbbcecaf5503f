import { yieldToEventLoop } from "../../lib/yieldToEventLoop.ts";
import type { PhaseTimer } from "../phaseTimer.ts";
import type { ModelShape, Rollout, SampleOptions } from "../policy.ts";
import type { LinearMemory } from "./linearMemory.ts";
import { PackedPass } from "./packedPass.ts";
import { packSequences } from "./packSequences.ts";
import type { ParameterPointers, RotaryTable } from "./wasmModel.ts";

/** Rows that decode together. More would not make the products faster and would push the caches out of the processor's. */
const SLOTS = 128;
/** Milliseconds of work between two looks at the message queue. */
const SLICE = 30;

interface PackedWeights {
  layers: { qkv: number; o: number; gateUp: number; down: number }[];
  head: number;
}

/**
 * Key/value-cache decoding with continuous batching: a fixed number of slots, and when a row ends its slot takes the next row of
 * the queue, so that short answers cost nothing while long ones finish. A group shares one prompt prefill.
 */
export class Decoder {
  private readonly packed: PackedWeights;
  private readonly zeroInts: number;

  constructor(
    private readonly memory: LinearMemory,
    private readonly shape: ModelShape,
    private readonly rotary: RotaryTable,
    private readonly w: ParameterPointers,
    private readonly timer: PhaseTimer,
  ) {
    const { width: D, mlpWidth: F, vocabSize: V } = shape;
    this.packed = {
      layers: w.layers.map((l) => ({
        qkv: this.pack(D, 3 * D, l.qkv),
        o: this.pack(D, D, l.o),
        gateUp: this.pack(D, 2 * F, l.gateUp),
        down: this.pack(F, D, l.down),
      })),
      head: this.pack(D, V, w.embedding),
    };
    this.zeroInts = memory.allocZeroed(SLOTS);
  }

  /** A weight [out, in] as the packed right operand of X · Wᵀ. */
  private pack(inside: number, outside: number, weight: number): number {
    const at = this.memory.alloc(this.memory.kernels.packedSize(inside, outside));
    this.memory.kernels.pack(inside, outside, weight, 1, inside, at);
    return at;
  }

  private linear(n: number, inside: number, outside: number, x: number, packed: number, y: number): void {
    this.memory.kernels.gemmPacked(n, outside, inside, x, inside, 1, packed, y, outside, 0, 0);
  }

  async run(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    const { memory, shape } = this;
    const { width: D, mlpWidth: F, layers: L, heads: H, vocabSize: V, normEps } = shape;
    const k = memory.kernels;
    const rows = prompts.length * groupSize;
    const slots = Math.min(SLOTS, rows);
    const longestPrompt = Math.max(...prompts.map((p) => p.length));
    const capacity = (longestPrompt + options.maxNewTokens + 3) & ~3;

    const prefill = await this.timer.time("prefill", () => this.prefill(prompts));
    const slotStride = L * capacity * D;
    const keys = memory.alloc(slots * slotStride);
    const values = memory.alloc(slots * slotStride);
    const x = memory.alloc(slots * D);
    const normed = memory.alloc(slots * D);
    const inv = memory.alloc(slots);
    const qkv = memory.alloc(slots * 3 * D);
    const o = memory.alloc(slots * D);
    const gateUp = memory.alloc(slots * 2 * F);
    const act = memory.alloc(slots * F);
    const logits = memory.alloc(slots * V);
    const scores = memory.alloc(capacity + 4);
    const probs = memory.alloc(V);
    // parallel int arrays over the active rows: slot, fed token, its position, row of the rollout, tokens drawn so far, logits row
    const [slotAt, tokenAt, positionAt, rowAt, countAt, identity] = [0, 1, 2, 3, 4, 5].map(() =>
      memory.alloc(slots),
    ) as [number, number, number, number, number, number];
    const outTokens = memory.alloc(slots);
    const outLogProbs = memory.alloc(slots);
    const iSlot = memory.ints(slotAt, slots);
    const iToken = memory.ints(tokenAt, slots);
    const iPosition = memory.ints(positionAt, slots);
    const iRow = memory.ints(rowAt, slots);
    const iCount = memory.ints(countAt, slots);
    memory.ints(identity, slots).set(Int32Array.from({ length: slots }, (_, i) => i));
    const drawn = memory.ints(outTokens, slots);
    const drawnLogProbs = memory.floats(outLogProbs, slots);

    const completions = Array.from({ length: rows }, () => new Int32Array(options.maxNewTokens));
    const logProbs = Array.from({ length: rows }, () => new Float32Array(options.maxNewTokens));
    const lengths = new Int32Array(rows);
    let produced = 0;
    const record = (row: number, token: number, logProb: number): boolean => {
      const at = lengths[row] as number;
      lengths[row] = at + 1;
      (completions[row] as Int32Array)[at] = token;
      (logProbs[row] as Float32Array)[at] = logProb;
      produced++;
      return token === options.eosToken || at + 1 >= options.maxNewTokens;
    };

    const free = Array.from({ length: slots }, (_, i) => slots - 1 - i);
    let active = 0;
    let next = 0;
    let goOn = true;
    let turns = 0;
    let sliceEnd = performance.now() + SLICE;
    for (;;) {
      while (goOn && free.length > 0 && next < rows) {
        const row = next++;
        const p = Math.floor(row / groupSize);
        // the first token comes from the prompt's own logits
        iRow[active] = row;
        iCount[active] = 0;
        memory.ints(this.zeroInts, 1)[0] = p;
        k.sampleTokens(
          1,
          V,
          options.temperature,
          prefill.logits,
          this.zeroInts,
          options.seed,
          options.step,
          rowAt + active * 4,
          countAt + active * 4,
          outTokens,
          outLogProbs,
          probs,
        );
        const token = drawn[0] as number;
        if (record(row, token, drawnLogProbs[0] as number)) continue;
        const slot = free.pop() as number;
        const length = (prompts[p] as Int32Array).length;
        prefill.copyTo(p, keys + slot * slotStride * 4, values + slot * slotStride * 4, capacity);
        iSlot[active] = slot;
        iToken[active] = token;
        iPosition[active] = length;
        iCount[active] = 1;
        active++;
      }
      if (active === 0 || !goOn) break;

      const R = active;
      k.gather(R, D, tokenAt, this.w.embedding, x);
      for (let l = 0; l < L; l++) {
        const p = this.w.layers[l] as ParameterPointers["layers"][number];
        const packed = this.packed.layers[l] as PackedWeights["layers"][number];
        const layerAt = l * capacity * D * 4;
        k.rmsNorm(R, D, normEps, x, p.norm1, normed, inv);
        this.linear(R, D, 3 * D, normed, packed.qkv, qkv);
        this.rotary.rotate(R, qkv, positionAt, capacity, 1);
        k.attentionDecode(
          R,
          D,
          H,
          qkv,
          slotAt,
          positionAt,
          keys + layerAt,
          values + layerAt,
          slotStride,
          capacity,
          o,
          scores,
        );
        this.linear(R, D, D, o, packed.o, normed);
        k.add(R * D, normed, x);
        k.rmsNorm(R, D, normEps, x, p.norm2, normed, inv);
        this.linear(R, D, 2 * F, normed, packed.gateUp, gateUp);
        k.swiglu(R, F, gateUp, act);
        this.linear(R, F, D, act, packed.down, normed);
        k.add(R * D, normed, x);
      }
      k.rmsNorm(R, D, normEps, x, this.w.finalNorm, normed, inv);
      this.linear(R, D, V, normed, this.packed.head, logits);
      k.sampleTokens(
        R,
        V,
        options.temperature,
        logits,
        identity,
        options.seed,
        options.step,
        rowAt,
        countAt,
        outTokens,
        outLogProbs,
        probs,
      );

      let kept = 0;
      for (let i = 0; i < R; i++) {
        const token = drawn[i] as number;
        if (record(iRow[i] as number, token, drawnLogProbs[i] as number)) {
          free.push(iSlot[i] as number);
          continue;
        }
        iSlot[kept] = iSlot[i] as number;
        iRow[kept] = iRow[i] as number;
        iToken[kept] = token;
        iPosition[kept] = (iPosition[i] as number) + 1;
        iCount[kept] = (iCount[i] as number) + 1;
        kept++;
      }
      active = kept;

      if (++turns % 16 === 0) goOn = options.onProgress?.(produced) !== false;
      if (performance.now() > sliceEnd) {
        await yieldToEventLoop();
        sliceEnd = performance.now() + SLICE;
      }
    }
    return {
      completions: completions.map((c, i) => c.slice(0, lengths[i])),
      logProbs: logProbs.map((c, i) => c.slice(0, lengths[i])),
    };
  }

  /** Keys, values and next-token logits of every prompt, by one packed forward. */
  private prefill(prompts: readonly Int32Array[]): {
    logits: number;
    copyTo(prompt: number, keys: number, values: number, capacity: number): void;
  } {
    const { memory, shape } = this;
    const { width: D, vocabSize: V, layers: L, heads: H } = shape;
    const hd = D / H;
    const k = memory.kernels;
    // a completion of one token makes every prompt token an input and scores its last position
    const one = new Int32Array(1);
    const packed = packSequences(
      memory,
      prompts.map((prompt) => ({ prompt, completion: one })),
    );
    const pass = new PackedPass(memory, shape, this.rotary, packed);
    const { out, layers } = pass.trunk(this.w, true);
    const B = prompts.length;
    const last = memory.alloc(B * D);
    const normed = memory.alloc(B * D);
    const inv = memory.alloc(B);
    const logits = memory.alloc(B * V);
    k.gather(B, D, packed.scoredRows, out, last);
    k.rmsNorm(B, D, shape.normEps, last, this.w.finalNorm, normed, inv);
    this.linear(B, D, V, normed, this.packed.head, logits);
    const starts = [0];
    for (const T of packed.lengths) starts.push((starts.at(-1) as number) + T);

    return {
      logits,
      copyTo(prompt, keys, values, capacity) {
        const start = starts[prompt] as number;
        const T = packed.lengths[prompt] as number;
        for (let l = 0; l < L; l++) {
          const qkv = (layers[l] as { qkv: number }).qkv;
          const at = l * capacity * D * 4;
          for (let t = 0; t < T; t++) {
            const from = memory.floats(qkv + ((start + t) * 3 + 1) * D * 4, 2 * D);
            for (let h = 0; h < H; h++) {
              const to = at + (h * capacity + t) * hd * 4;
              memory.floats(keys + to, hd).set(from.subarray(h * hd, (h + 1) * hd));
              memory.floats(values + to, hd).set(from.subarray(D + h * hd, D + (h + 1) * hd));
            }
          }
        }
      },
    };
  }
}
