import type { ModelShape, Rollout, SampleOptions } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";
import type { Prefill } from "../prefill.ts";
import { BatchedDecode } from "./batchedDecode.ts";
import { checkDecode, chooseDecode } from "./chooseDecode.ts";
import { cutRollout } from "./cutRollout.ts";
import { mostTokens } from "./mostTokens.ts";
import { Pace } from "./pace.ts";
import { PersistentDecode } from "./persistentDecode.ts";
import { persistentForm } from "./persistentForm.ts";
import type { PersistentForm } from "./persistentShader.ts";
import { planRollout } from "./planRollout.ts";
import type { DecodeName, DecodeRun, RolloutPlan } from "./rolloutPlan.ts";
import { HEADER, HEADER_COUNT, HEADER_TOKENS } from "./rowList.ts";

/** Bytes for the key/value caches of all slots. */
const CACHE_BYTES = 256 * 2 ** 20;
/** Milliseconds between two looks at how far a rollout is, where somebody wants to know. */
const LOOK_EVERY = 250;

/** By adapter, shape and form of the persistent kernel: what was wrong, null for nothing. */
const faults = new Map<string, string | null>();

/** For tests and timings; what is left out is the engine's own choice. */
export interface RolloutSettings {
  decode?: DecodeName;
  form?: PersistentForm;
  slots?: number;
}

/** Rollouts on the GPU alone: tokens, log-probs and lengths come back with one read at the end. */
export class RolloutEngine {
  /** Sentences: which way of decoding is not used, and why. */
  readonly notes: string[] = [];
  private chosen: DecodeName | null;
  /** What is wrong with decoding in step on this device. */
  private inStepFault: string | null = null;
  private readonly pace: Record<DecodeName, Pace> = { batched: new Pace(), persistent: new Pace() };

  constructor(
    private readonly runner: KernelRunner,
    private readonly shape: ModelShape,
    /** cos and sin, [positions, head width / 2, 2]. */
    private readonly rotary: BufferView,
    private readonly settings: RolloutSettings = {},
  ) {
    this.chosen = settings.decode ?? null;
  }

  /** The way of decoding in use; null before `prepare`. */
  get decode(): DecodeName | null {
    return this.chosen;
  }

  /**
   * Checks and times the ways of decoding where this device and shape are new. Uses the memory of a prefill: to be called before it.
   *
   * @throws Error where none of them gives the log-probs of the forward pass
   */
  async prepare(w: ModelBuffers): Promise<void> {
    if (this.chosen !== null) return;
    const { runner, shape, rotary } = this;
    const { decode, wrong, notes } = await chooseDecode(runner, shape, rotary, w, (name, ...rest) =>
      new RolloutEngine(runner, shape, rotary, { decode: name }).sample(w, ...rest),
    );
    this.chosen = decode;
    this.inStepFault = wrong.batched;
    this.notes.push(...notes);
  }

  /** Checks the form that the persistent kernel takes for so many rows, where that form is new on this device. As `prepare`. */
  async prepareFor(w: ModelBuffers, rows: number, maxNewTokens: number): Promise<void> {
    const { runner, shape, rotary } = this;
    const form =
      this.chosen === "persistent" ? persistentForm(runner.gpu, shape, this.slotsFor(rows, maxNewTokens)) : null;
    if (form === null || faults.has(this.keyOf(form))) return;
    const fault = await checkDecode(runner, shape, rotary, w, "persistent", (decode, ...rest) =>
      new RolloutEngine(runner, shape, rotary, { decode, form }).sample(w, ...rest),
    );
    faults.set(this.keyOf(form), fault);
    if (fault !== null) this.notes.push(`Rollouts of ${rows} rows decode in step: ${fault}.`);
  }

  /**
   * Rows of all groups, prompt-major. Without `prepare` before it, decoding is in step, and with topP below 1: the persistent kernel
   * knows no nucleus.
   *
   * @throws Error with topP below 1 where decoding in step is not right on this device
   */
  async sample(w: ModelBuffers, prefill: Prefill, groupSize: number, options: SampleOptions): Promise<Rollout> {
    const { runner, shape } = this;
    const rows = (prefill.starts.length - 1) * groupSize;
    const slots = this.slotsFor(rows, options.maxNewTokens);
    const plan = planRollout(runner, shape, this.rotary, w, prefill, groupSize, slots, options);
    const nucleus = (options.topP ?? 1) < 1;
    if (nucleus && this.inStepFault !== null) {
      throw new Error(`sample: topP: expected 1 on this device, got ${options.topP}: ${this.inStepFault}`);
    }
    const form = this.chosen === "persistent" && !nucleus ? this.formFor(prefill, slots) : null;
    const run = form ? new PersistentDecode(runner.gpu, plan, form) : new BatchedDecode(runner, plan);
    await this.draw(plan, run, this.pace[form ? "persistent" : "batched"]);
    const [tokens, logProbs] = await runner.gpu.read([plan.tokens, plan.logProbs]);
    return cutRollout(new Int32Array(tokens as ArrayBuffer), new Float32Array(logProbs as ArrayBuffer), rows);
  }

  /** Slice after slice until every row must have ended, none is left, or the caller wants no more. */
  private async draw(plan: RolloutPlan, run: DecodeRun, pace: Pace): Promise<void> {
    const { gpu } = this.runner;
    const { rows, slots, options } = plan;
    const longest = options.maxNewTokens - 1;
    let slice = 0;
    let passed = 0;
    const left = (): number => mostTokens(rows, slots, longest, run.inStep ? 0 : slice) - passed;
    // Every row has its first token; more is known only after a look.
    let drawn = rows;
    let looked = performance.now();
    pace.begin();
    while (left() > 0) {
      if (options.onProgress?.(drawn) === false) return;
      const tokens = Math.min(pace.next(left()), longest);
      slice = Math.max(slice, tokens);
      const start = performance.now();
      run.record(tokens);
      passed += tokens;
      if (options.onProgress && left() > 0 && performance.now() - looked > LOOK_EVERY) {
        const { buffer, offset } = run.list();
        const [header] = await gpu.read([{ buffer, offset, size: HEADER * 4 }]);
        const list = new Int32Array(header as ArrayBuffer);
        drawn = list[HEADER_TOKENS] as number;
        if (list[HEADER_COUNT] === 0) return;
        looked = performance.now();
      } else await gpu.finished();
      pace.took(tokens, performance.now() - start);
    }
  }

  /** Null where it does not fit, or came out wrong on this device. */
  private formFor({ starts }: Prefill, slots: number): PersistentForm | null {
    const { runner, shape, settings } = this;
    if (settings.form) return settings.form;
    // Of all layers' keys and values of the prompts, which are bound as one.
    const bytes = shape.layers * (starts.at(-1) ?? 0) * 3 * shape.width * 4;
    if (bytes > runner.gpu.device.limits.maxStorageBufferBindingSize) return null;
    const form = persistentForm(runner.gpu, shape, slots);
    return form === null || typeof faults.get(this.keyOf(form)) === "string" ? null : form;
  }

  private keyOf(form: PersistentForm): string {
    return JSON.stringify([this.runner.gpu.description, this.shape, form]);
  }

  private slotsFor(rows: number, maxNewTokens: number): number {
    const { width, layers } = this.shape;
    const { maxStorageBufferBindingSize, maxBufferSize } = this.runner.gpu.device.limits;
    const room = Math.min(CACHE_BYTES, maxStorageBufferBindingSize, maxBufferSize) * 0.98;
    const most = Math.floor(room / (Math.max(1, maxNewTokens - 1) * layers * 2 * width * 4));
    return Math.max(1, Math.min(rows, most, this.settings.slots ?? rows));
  }
}
