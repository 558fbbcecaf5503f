import { Rng } from "../../../lib/rng.ts";
import type { ModelShape, Rollout, SampleOptions } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";
import { packBatch } from "../packedBatch.ts";
import { PackedPass } from "../packedPass.ts";
import type { Prefill } from "../prefill.ts";
import { persistentForm } from "./persistentForm.ts";
import { prefillPrompts } from "./prefillPrompts.ts";
import type { DecodeName } from "./rolloutPlan.ts";

export interface DecodeChoice {
  decode: DecodeName;
  /** What is wrong with each way on this device; null for nothing. */
  wrong: Record<DecodeName, string | null>;
  notes: string[];
}

/** A rollout in a given way of decoding. */
export type SampleBy = (
  decode: DecodeName,
  prefill: Prefill,
  groupSize: number,
  options: SampleOptions,
) => Promise<Rollout>;

/** Log-probs of a rollout and of the forward pass may differ by this much, in nats. */
const TOLERANCE = 1e-3;
/** The other way has to be this much faster: noise must not change what computes from one visit to the next. */
const CLEARLY = 1.3;
const PROMPTS = 4;
const PROMPT_LENGTH = 14;
/** Rows whose log-probs are compared. */
const COMPARED = 16;

/** By adapter and shape, so that a policy made again after a loss of the device computes the same bits. */
const remembered = new Map<string, DecodeChoice>();

/**
 * The way of decoding that is right and fast on this device: each draws a few tokens for rows of its own, whose log-probs have to be
 * those of the forward pass, and is then timed. The persistent kernel is preferred on a GPU, decoding in step on a software adapter.
 *
 * @throws Error where none of them is right
 */
export async function chooseDecode(
  runner: KernelRunner,
  shape: ModelShape,
  rotary: BufferView,
  w: ModelBuffers,
  sampleBy: SampleBy,
): Promise<DecodeChoice> {
  const { gpu } = runner;
  const key = JSON.stringify([gpu.description, shape]);
  const known = remembered.get(key);
  if (known) return known;

  const trial = new Trial(runner, shape, rotary, w, sampleBy);
  const wrong: Record<DecodeName, string | null> = {
    batched: await trial.findFault("batched"),
    persistent: persistentForm(gpu, shape, 1)
      ? await trial.findFault("persistent")
      : "a row does not fit into the memory of a workgroup",
  };
  const usual: DecodeName = gpu.software ? "batched" : "persistent";
  const other: DecodeName = gpu.software ? "persistent" : "batched";
  const notes = Object.entries(LABELS).flatMap(([name, label]) => {
    const why = wrong[name as DecodeName];
    return why === null ? [] : [`Rollouts do not use ${label}: ${why}.`];
  });
  let decode = usual;
  if (wrong[usual] !== null) {
    if (wrong[other] !== null) throw new Error(`rollout: expected a way of decoding that is right. ${notes.join(" ")}`);
    decode = other;
  } else if (wrong[other] === null) {
    const time = { [usual]: await trial.time(usual), [other]: await trial.time(other) };
    if ((time[usual] as number) > CLEARLY * (time[other] as number)) decode = other;
  }
  const choice = { decode, wrong, notes };
  remembered.set(key, choice);
  return choice;
}

/** In words what is wrong with one way of decoding on this device, or null. */
export const checkDecode = (
  runner: KernelRunner,
  shape: ModelShape,
  rotary: BufferView,
  w: ModelBuffers,
  decode: DecodeName,
  sampleBy: SampleBy,
): Promise<string | null> => new Trial(runner, shape, rotary, w, sampleBy).findFault(decode);

const LABELS: Record<DecodeName, string> = {
  persistent: "the persistent kernel",
  batched: "decoding in step",
};

/** A small rollout in each way. */
class Trial {
  private readonly prompts: Int32Array[];
  private readonly groupSize: number;
  private readonly options: SampleOptions;

  constructor(
    private readonly runner: KernelRunner,
    private readonly shape: ModelShape,
    private readonly rotary: BufferView,
    private readonly w: ModelBuffers,
    private readonly sampleBy: SampleBy,
  ) {
    const rng = Rng.of(1, "rollout trial");
    const token = (): number => rng.int(0, shape.vocabSize - 1);
    this.prompts = Array.from({ length: PROMPTS }, () => Int32Array.from({ length: PROMPT_LENGTH }, token));
    const { software } = runner.gpu;
    this.groupSize = software ? 4 : 64;
    // No token has this number: rows are equally long.
    this.options = { temperature: 1, maxNewTokens: software ? 4 : 24, seed: 1, step: 0, eosToken: -1 };
  }

  /** In words what is wrong, or null. */
  async findFault(decode: DecodeName): Promise<string | null> {
    const { device } = this.runner.gpu;
    device.pushErrorScope("validation");
    let rollout: Rollout | null = null;
    let thrown: unknown = null;
    try {
      rollout = await this.sample(decode);
    } catch (error) {
      thrown = error;
    }
    // A lost device has no scopes any more: what was thrown says it better.
    const refused = await device.popErrorScope().catch(() => null);
    if (refused) return refused.message;
    if (rollout === null) throw thrown;
    return this.compare(rollout);
  }

  /** Milliseconds. */
  async time(decode: DecodeName): Promise<number> {
    const start = performance.now();
    await this.sample(decode);
    return performance.now() - start;
  }

  private sample(decode: DecodeName): Promise<Rollout> {
    const { runner, shape, rotary, w } = this;
    const prefill = prefillPrompts(runner, shape, rotary, w, this.prompts);
    return this.sampleBy(decode, prefill, this.groupSize, this.options);
  }

  private async compare({ completions, logProbs }: Rollout): Promise<string | null> {
    const { runner, shape, rotary, w, groupSize, options } = this;
    const every = Math.max(1, Math.floor(completions.length / COMPARED));
    const picked = completions.map((_, row) => row).filter((row) => row % every === 0);
    const sequences = picked.map((row) => ({
      prompt: this.prompts[Math.floor(row / groupSize)] as Int32Array,
      completion: completions[row] as Int32Array,
    }));
    const bad = sequences.find(
      ({ completion }) =>
        completion.length !== options.maxNewTokens || completion.some((token) => token >= shape.vocabSize),
    );
    if (bad) return `expected ${options.maxNewTokens} tokens below ${shape.vocabSize}, got [${bad.completion}]`;
    const batch = packBatch(runner.gpu, "prefill: indices", shape.vocabSize, sequences);
    const scores = new PackedPass(runner, shape, rotary, batch, false).forward(w, options.temperature);
    const [read] = await runner.gpu.read([scores.logProbs]);
    const wanted = new Float32Array(read as ArrayBuffer);
    const got = picked.flatMap((row) => [...(logProbs[row] as Float32Array)]);
    for (const [i, want] of wanted.entries()) {
      // Broken weights are no fault of the kernels.
      if (!Number.isFinite(want)) return null;
      const allowed = TOLERANCE * Math.max(1, Math.abs(want));
      const error = Math.abs((got[i] as number) - want);
      if (!(error <= allowed)) return `expected a log-prob of ${want} within ${allowed}, got ${got[i]}`;
    }
    return null;
  }
}
