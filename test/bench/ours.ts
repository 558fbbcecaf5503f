import { createPolicy } from "../../src/engine/createPolicy.ts";
import type { ModelShape, Policy, Rollout, Weights } from "../../src/engine/policy.ts";
import { objective } from "../../src/rl/objective.ts";
import type { Contestant, SampleJob, UpdateJob } from "./contestant.ts";
import { OBJECTIVE } from "./updateSettings.ts";

/** Our engine behind its own face: what the trainer calls, in the trainer's order. */
export class Ours implements Contestant {
  readonly name = "ours";

  private constructor(readonly policy: Policy) {}

  /** @throws Error when the backend cannot be had, or gives fewer threads than asked for */
  static async open(backend: "webgpu" | "wasm", threads: number, shape: ModelShape, weights: Weights): Promise<Ours> {
    const policy = await createPolicy(backend, shape, weights, backend === "wasm" ? { threads } : {});
    const got = policy.backend.threads ?? 1;
    if (backend === "wasm" && got !== threads) {
      policy.dispose();
      throw new Error(`ours on wasm: expected ${threads} threads, got ${got}`);
    }
    return new Ours(policy);
  }

  get description(): string {
    return `our engine, ${this.policy.backend.description}`;
  }

  sample({ prompts, groupSize, seed, maxNewTokens, eosToken }: SampleJob): Promise<Rollout> {
    return this.policy.sample(prompts, groupSize, { temperature: 1, maxNewTokens, seed, step: 1, eosToken });
  }

  async logProbs(batch: UpdateJob["batch"]): Promise<Float32Array> {
    return (await this.policy.forward(batch, { temperature: 1 })).logProbs;
  }

  async update({ batch, oldLogProbs, advantages, adam }: UpdateJob): Promise<void> {
    const { logProbs, entropies } = await this.policy.forward(batch, { temperature: 1, keep: true });
    const offsets = new Int32Array(batch.length + 1);
    batch.forEach(({ completion }, b) => (offsets[b + 1] = (offsets[b] as number) + completion.length));
    const { dLogProbs } = objective(
      { offsets, logProbs, oldLogProbs, refLogProbs: null, entropies, advantages },
      OBJECTIVE,
    );
    await this.policy.backward(Float32Array.from(dLogProbs));
    const { applied } = await this.policy.optimizerStep(adam);
    if (!applied) throw new Error("ours: expected an update that is applied, got a gradient that is not finite");
  }

  weights(): Promise<Weights> {
    return this.policy.exportWeights("policy");
  }

  async reset(weights: Weights): Promise<void> {
    await this.policy.importWeights("policy", weights);
    await this.policy.importOptimizer(null);
  }

  bytes(): number {
    return this.policy.memoryBytes();
  }

  async dispose(): Promise<void> {
    this.policy.dispose();
  }
}
