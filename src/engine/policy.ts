/**
 * The engine's face. Typed arrays in, typed arrays out: nobody outside `engine/` sees a tensor, and the engine knows no RL.
 * The objective stands between `forward` and `backward`. SFT and pre-training are the same calls with dLogProbs = -1/N.
 *
 * Axes: B sequences, N tokens of all sequences laid end to end, S scored tokens (all completions laid end to end), V vocabulary.
 */

export interface ModelShape {
  vocabSize: number;
  width: number;
  layers: number;
  heads: number;
  mlpWidth: number;
  ropeTheta: number;
  normEps: number;
}

/** One prompt and what followed it; the completion's tokens are the scored ones. */
export interface Sequence {
  prompt: Int32Array;
  completion: Int32Array;
}

/** "policy" is trained; "reference" is the frozen copy for the KL term and for replaying the base model. */
export type WeightSlot = "policy" | "reference";

export interface SampleOptions {
  temperature: number;
  maxNewTokens: number;
  /** Key of the counter-based generator: the same (seed, step) gives the same tokens on the same backend. */
  seed: number;
  step: number;
  eosToken: number;
  /**
   * Nucleus sampling (Holtzman et al. 2020), above 0 to 1: tokens come from the smallest set of most probable ones (at the temperature)
   * whose probabilities add up to at least topP; of equal ones the lower ids are in it. Default 1: from the whole vocabulary.
   * The log-probs stay those of the whole distribution: for evaluation, never for training.
   */
  topP?: number;
  /** Default "policy". */
  slot?: WeightSlot;
  /** Called now and then with the number of tokens produced so far; returning false stops the rollout early (rows end where they are). */
  onProgress?: (tokens: number) => boolean | void;
}

/** B = prompts × groupSize rows, prompt-major. Every completion ends with eosToken unless it ran into maxNewTokens. */
export interface Rollout {
  completions: Int32Array[]; // B × [T_b]
  logProbs: Float32Array[]; // B × [T_b], at the sampling temperature, of the whole distribution
}

export interface ForwardOptions {
  temperature: number;
  /** Default "policy". `backward` is allowed only after a forward of "policy" with keep = true. */
  slot?: WeightSlot;
  keep?: boolean;
}

export interface Scores {
  logProbs: Float32Array; // [S], of the tokens that are there, at the given temperature
  entropies: Float32Array; // [S], nats, of the whole distribution at the given temperature
}

export interface AdamWOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Global-norm clip; 0 switches it off. */
  maxGradNorm: number;
}

export interface OptimizerResult {
  /** Global L2 norm before clipping. Not finite: nothing was applied, and `culprit` names the first parameter with a non-finite gradient. */
  gradNorm: number;
  applied: boolean;
  culprit?: string;
}

/** Tensor name (Hugging Face `LlamaForCausalLM`) → row-major values. Tied embeddings: there is no lm_head.weight. */
export type Weights = Map<string, { shape: number[]; data: Float32Array }>;

export interface OptimizerState {
  step: number;
  /** First and second moments, under the names of the weights. */
  m: Weights;
  v: Weights;
}

export type BackendName = "webgpu" | "wasm" | "tfjs-wasm" | "cpu";

export interface BackendInfo {
  name: BackendName;
  /** What a person reads: the GPU's name, "software adapter", "WebAssembly SIMD, 1 thread". */
  description: string;
  /** True for SwiftShader, lavapipe and the like. */
  software: boolean;
  /** Sentences for the page: what was tried first and why it is not used, which kernels were repaired. */
  notes: string[];
  /** Threads that compute; 1 where the page is not cross-origin isolated. Absent for a GPU. */
  threads?: number;
  /** What the check of the kernels at start-up found; absent where there are no kernels of ours. */
  gate?: GateReport;
}

/** Every kernel of ours ran a small case against its reference on this very device. */
export interface GateReport {
  kernels: number;
  /** Of making the cases, running and comparing. */
  milliseconds: number;
  /** Of compiling before that, where the device compiles; the pipelines are used afterwards. */
  compileMilliseconds?: number;
  /** Names of the kernels that came out wrong and were replaced by their composition. */
  repaired: string[];
  /** Variants in use that not every device has: "relaxed-simd", "subgroups", "f16". */
  variants: string[];
}

/**
 * Wall-clock seconds by what they were spent on, since the policy was made. A phase does not contain another: waiting for values
 * to come back from a device counts as `readBack` only where it is no computing (a GPU's work is counted under its phase).
 */
export interface PolicyTimings {
  prefill: number;
  decode: number;
  /** Forward passes that keep nothing: old and reference log-probs. */
  logProbs: number;
  forward: number;
  backward: number;
  optimizer: number;
  readBack: number;
}

export interface Policy {
  readonly shape: ModelShape;
  readonly backend: BackendInfo;

  sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout>;
  forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores>;
  /** Accumulates gradients for the last kept forward. Both arrays are [S]; dEntropies may be left out. */
  backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void>;
  /** Clips, applies AdamW (decoupled decay, bias-corrected), clears the gradients. A non-finite norm applies nothing. */
  optimizerStep(options: AdamWOptions): Promise<OptimizerResult>;

  /** Full forward of one sequence: [T × V], temperature 1. */
  logits(tokens: Int32Array): Promise<Float32Array>;
  /** Accumulated gradients (for tests and diagnosis). */
  gradients(): Promise<Weights>;

  exportWeights(slot: WeightSlot): Promise<Weights>;
  importWeights(slot: WeightSlot, weights: Weights): Promise<void>;
  exportOptimizer(): Promise<OptimizerState>;
  importOptimizer(state: OptimizerState | null): Promise<void>;

  /** Bytes held on the device or in linear memory. */
  memoryBytes(): number;
  timings(): PolicyTimings;
  dispose(): void;
}
