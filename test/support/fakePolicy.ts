import { parameterSpecs, sizeOf } from "../../src/engine/model/parameters.ts";
import type {
  AdamWOptions,
  BackendInfo,
  ForwardOptions,
  ModelShape,
  OptimizerResult,
  OptimizerState,
  Policy,
  PolicyTimings,
  Rollout,
  SampleOptions,
  Scores,
  Sequence,
  Weights,
  WeightSlot,
} from "../../src/engine/policy.ts";
import { counterUniform } from "../../src/lib/counterUniform.ts";
import { Rng } from "../../src/lib/rng.ts";
import { sampleDocument } from "../../src/world/corpus.ts";
import { encode, VOCABULARY } from "../../src/world/vocabulary.ts";

const TABLE = "model.embed_tokens.weight";
const BIAS = "model.norm.weight";

/** Zero layers: the only tensors are the embedding and the last norm, so checkpoints of the fake pass every real check. */
export const fakeShape = (vocabSize: number): ModelShape => ({
  vocabSize,
  width: vocabSize,
  layers: 0,
  heads: 1,
  mlpWidth: 1,
  ropeTheta: 10_000,
  normEps: 1e-5,
});

/** A table [V × V] of logits of the next token by the token before it, as weights of `fakeShape(V)`. */
export function fakeWeights(vocabSize: number, table: Float32Array): Weights {
  return new Map([
    [TABLE, { shape: [vocabSize, vocabSize], data: table.slice() }],
    [BIAS, { shape: [vocabSize], data: new Float32Array(vocabSize).fill(1) }],
  ]);
}

/** Log of the bigram counts of the pre-training text: a base model that mostly guesses, badly, but in the right format now and then. */
export function corpusPolicy(seed = 1, documents = 300): FakePolicy {
  const V = VOCABULARY.length;
  const counts = new Float32Array(V * V).fill(0.02);
  const rng = Rng.of(seed, "corpus policy");
  for (let i = 0; i < documents; i++) {
    const { prompt, response } = sampleDocument(rng);
    const ids = encode(`${prompt} ${response}`);
    for (let t = 1; t < ids.length; t++) {
      const at = (ids[t - 1] as number) * V + (ids[t] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return new FakePolicy(fakeShape(V), fakeWeights(V, counts.map(Math.log)));
}

interface Kept {
  rows: { previous: number; token: number; probs: Float64Array; entropy: number }[];
  temperature: number;
}

/**
 * A bigram policy in plain TypeScript: logits = table[previous token] + bias, with exact gradients and the contract's whole
 * behaviour. Deterministic and fast enough to test a trainer with hundreds of updates. In a model of any other shape the table's
 * entries share what its embedding has, in turn.
 */
export class FakePolicy implements Policy {
  readonly backend: BackendInfo = { name: "cpu", description: "bigram table (tests)", software: true, notes: [] };
  /** What was called, in order. */
  readonly calls: string[] = [];
  /** Runs before each optimizerStep, with the accumulated gradients; may spoil them. */
  spoil: ((gradients: Weights, update: number) => void) | null = null;
  /** Updates asked for, ever. */
  updates = 0;
  disposed = false;
  private readonly slots: Record<WeightSlot, Weights>;
  private optimizer: OptimizerState;
  private readonly grads: Weights;
  private kept: Kept | null = null;
  /** Of the weights as they are; emptied whenever they change. */
  private readonly distributions = new Map<string, Float64Array>();

  constructor(
    readonly shape: ModelShape,
    weights: Weights,
  ) {
    this.slots = { policy: copy(weights), reference: copy(weights) };
    this.optimizer = { step: 0, m: zeros(shape), v: zeros(shape) };
    this.grads = zeros(shape);
  }

  async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    this.calls.push(`sample ${options.slot ?? "policy"}`);
    const rollout: Rollout = { completions: [], logProbs: [] };
    let tokens = 0;
    for (let row = 0; row < prompts.length * groupSize; row++) {
      const prompt = prompts[Math.floor(row / groupSize)] as Int32Array;
      const completion: number[] = [];
      const logProbs: number[] = [];
      let previous = prompt.at(-1) as number;
      while (completion.length < options.maxNewTokens) {
        const probs = this.distribution(options.slot ?? "policy", previous, options.temperature);
        const token = draw(probs, counterUniform(options.seed, options.step, row, completion.length));
        completion.push(token);
        logProbs.push(Math.log(probs[token] as number));
        previous = token;
        if (token === options.eosToken) break;
      }
      tokens += completion.length;
      rollout.completions.push(Int32Array.from(completion));
      rollout.logProbs.push(Float32Array.from(logProbs));
      if (row % 8 === 7 && options.onProgress?.(tokens) === false) options = { ...options, maxNewTokens: 0 };
    }
    return rollout;
  }

  async forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores> {
    const slot = options.slot ?? "policy";
    this.calls.push(`forward ${slot}${options.keep === true ? " keep" : ""}`);
    const rows: Kept["rows"] = [];
    for (const { prompt, completion } of batch) {
      let previous = prompt.at(-1) as number;
      for (const token of completion) {
        const probs = this.distribution(slot, previous, options.temperature);
        const entropy = -probs.reduce((sum, p) => (p > 0 ? sum + p * Math.log(p) : sum), 0);
        rows.push({ previous, token, probs, entropy });
        previous = token;
      }
    }
    this.kept = options.keep === true ? { rows, temperature: options.temperature } : null;
    return {
      logProbs: Float32Array.from(rows, (row) => Math.log(row.probs[row.token] as number)),
      entropies: Float32Array.from(rows, (row) => row.entropy),
    };
  }

  /** d log p_a / d z_j = (1[a = j] - p_j)/T, and dH / d z_j = -p_j (log p_j + H)/T. */
  async backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void> {
    this.calls.push("backward");
    const kept = this.kept;
    if (!kept) throw new Error("FakePolicy.backward: expected a kept forward before it, got none");
    if (dLogProbs.length !== kept.rows.length) {
      throw new Error(`FakePolicy.backward: expected ${kept.rows.length} values, got ${dLogProbs.length}`);
    }
    const V = this.shape.vocabSize;
    const table = tensor(this.grads, TABLE);
    const bias = tensor(this.grads, BIAS);
    kept.rows.forEach(({ previous, token, probs, entropy }, i) => {
      for (let j = 0; j < V; j++) {
        const p = probs[j] as number;
        let d = (dLogProbs[i] as number) * ((j === token ? 1 : 0) - p);
        if (dEntropies && p > 0) d -= (dEntropies[i] as number) * p * (Math.log(p) + entropy);
        d /= kept.temperature;
        const [at, b] = [(previous * V + j) % table.length, j % bias.length];
        table[at] = (table[at] as number) + d;
        bias[b] = (bias[b] as number) + d;
      }
    });
    this.kept = null;
  }

  async optimizerStep(options: AdamWOptions): Promise<OptimizerResult> {
    this.calls.push("optimizerStep");
    this.updates++;
    this.spoil?.(this.grads, this.updates);
    let squares = 0;
    for (const { data } of this.grads.values()) squares += data.reduce((sum, g) => sum + g * g, 0);
    const gradNorm = Math.sqrt(squares);
    if (!Number.isFinite(gradNorm)) {
      const broken = [...this.grads].find(([, { data }]) => data.some((g) => !Number.isFinite(g)));
      this.clearGradients();
      return { gradNorm, applied: false, culprit: broken?.[0] ?? "" };
    }
    const scale = options.maxGradNorm > 0 && gradNorm > options.maxGradNorm ? options.maxGradNorm / gradNorm : 1;
    const t = ++this.optimizer.step;
    for (const [name, { data: w }] of this.slots.policy) {
      const g = tensor(this.grads, name);
      const m = tensor(this.optimizer.m, name);
      const v = tensor(this.optimizer.v, name);
      for (let i = 0; i < w.length; i++) {
        const gi = (g[i] as number) * scale;
        m[i] = options.beta1 * (m[i] as number) + (1 - options.beta1) * gi;
        v[i] = options.beta2 * (v[i] as number) + (1 - options.beta2) * gi * gi;
        const mHat = (m[i] as number) / (1 - options.beta1 ** t);
        const vHat = (v[i] as number) / (1 - options.beta2 ** t);
        const decayed = (w[i] as number) * (1 - options.learningRate * options.weightDecay);
        w[i] = decayed - (options.learningRate * mHat) / (Math.sqrt(vHat) + options.epsilon);
      }
    }
    this.clearGradients();
    this.distributions.clear();
    return { gradNorm, applied: true };
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    const V = this.shape.vocabSize;
    const out = new Float32Array(tokens.length * V);
    tokens.forEach((token, t) => out.set(this.row("policy", token), t * V));
    return out;
  }

  async gradients(): Promise<Weights> {
    return copy(this.grads);
  }

  async exportWeights(slot: WeightSlot): Promise<Weights> {
    return copy(this.slots[slot]);
  }

  async importWeights(slot: WeightSlot, weights: Weights): Promise<void> {
    this.calls.push(`importWeights ${slot}`);
    this.slots[slot] = copy(weights);
    this.kept = null;
    this.distributions.clear();
  }

  async exportOptimizer(): Promise<OptimizerState> {
    return { step: this.optimizer.step, m: copy(this.optimizer.m), v: copy(this.optimizer.v) };
  }

  async importOptimizer(state: OptimizerState | null): Promise<void> {
    this.optimizer = state
      ? { step: state.step, m: copy(state.m), v: copy(state.v) }
      : { step: 0, m: zeros(this.shape), v: zeros(this.shape) };
    this.clearGradients();
  }

  timings(): PolicyTimings {
    return { prefill: 0, decode: 0, logProbs: 0, forward: 0, backward: 0, optimizer: 0, readBack: 0 };
  }

  memoryBytes(): number {
    return 4 * 6 * this.shape.vocabSize * (this.shape.vocabSize + 1);
  }

  dispose(): void {
    this.disposed = true;
  }

  private row(slot: WeightSlot, previous: number): Float64Array {
    const V = this.shape.vocabSize;
    const table = tensor(this.slots[slot], TABLE);
    const bias = tensor(this.slots[slot], BIAS);
    const at = (values: Float32Array, i: number): number => values[i % values.length] as number;
    return Float64Array.from({ length: V }, (_, j) => at(table, previous * V + j) + at(bias, j));
  }

  private distribution(slot: WeightSlot, previous: number, temperature: number): Float64Array {
    const key = `${slot} ${previous} ${temperature}`;
    const known = this.distributions.get(key) ?? this.compute(slot, previous, temperature);
    this.distributions.set(key, known);
    return known;
  }

  private compute(slot: WeightSlot, previous: number, temperature: number): Float64Array {
    const logits = this.row(slot, previous).map((z) => z / temperature);
    const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const exps = logits.map((z) => Math.exp(z - top));
    const sum = exps.reduce((a, b) => a + b, 0);
    return exps.map((e) => e / sum);
  }

  private clearGradients(): void {
    for (const { data } of this.grads.values()) data.fill(0);
  }
}

function draw(probs: Float64Array, uniform: number): number {
  let left = uniform;
  for (let j = 0; j < probs.length; j++) {
    left -= probs[j] as number;
    if (left < 0) return j;
  }
  return probs.findLastIndex((p) => p > 0);
}

const copy = (weights: Weights): Weights =>
  new Map([...weights].map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]));

const zeros = (shape: ModelShape): Weights =>
  new Map(
    parameterSpecs(shape).map((spec) => [spec.name, { shape: spec.shape, data: new Float32Array(sizeOf(spec.shape)) }]),
  );

function tensor(weights: Weights, name: string): Float32Array {
  const found = weights.get(name);
  if (!found) throw new Error(`FakePolicy: expected a tensor ${name}, got ${[...weights.keys()].join(", ")}`);
  return found.data;
}
