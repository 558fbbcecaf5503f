import type { Chunk } from "../../../src/engine/tfjs/packBatch.ts";
import type { ModelShape, Rollout, Weights } from "../../../src/engine/policy.ts";
import type { Contestant, SampleJob, UpdateJob } from "../contestant.ts";
import { objectiveInputs, padBatch } from "../peerBatch.ts";
import { fromPeerModel, leavesOf, mapModel, type PeerModel, toPeerModel, type Values } from "../peerWeights.ts";
import { ADAM, OBJECTIVE } from "../updateSettings.ts";
import { type JaxArray, type JaxLibrary, type JaxModel, rotaryTable } from "./jaxModel.ts";
import { JaxSampler } from "./jaxSampler.ts";
import { type JaxChunk, type JaxMoments, jaxUpdate } from "./jaxUpdate.ts";

type JaxDevice = "wasm" | "webgpu";

/**
 * jax-js: every function jitted, fixed shapes from a few buckets, KV cache, one read-back in sixteen tokens or one a token (whichever was faster in
 * the warm-up), padded batches sorted by length, Adam by hand.
 */
class JaxPeer implements Contestant {
  readonly name = "jax";
  private model: JaxModel;
  private moments: JaxMoments;
  private step = 0;
  private readonly functions: ReturnType<typeof jaxUpdate>;
  private readonly sampler: JaxSampler;

  constructor(
    private readonly jax: JaxLibrary,
    private readonly device: JaxDevice,
    private readonly shape: ModelShape,
    weights: Weights,
    private readonly version: string,
  ) {
    jax.defaultDevice(device);
    const clip = { low: OBJECTIVE.clipLow, high: OBJECTIVE.clipHigh };
    this.functions = jaxUpdate(jax, shape, clip, ADAM);
    this.sampler = new JaxSampler(jax, shape);
    this.model = this.upload(toPeerModel(shape, weights));
    this.moments = this.zeroMoments();
  }

  get description(): string {
    return `jax-js ${this.version} on ${this.device}, tokens drawn on the ${this.sampler.place ?? "device"}`;
  }

  async sample(job: SampleJob): Promise<Rollout> {
    this.jax.defaultDevice(this.device);
    return this.sampler.run(this.model, job);
  }

  async logProbs(batch: UpdateJob["batch"]): Promise<Float32Array> {
    this.jax.defaultDevice(this.device);
    const total = batch.reduce((sum, { completion }) => sum + completion.length, 0);
    const result = new Float32Array(total);
    for (const chunk of this.pieces(batch)) {
      const values = await this.functions.logProbs(this.jax.tree.ref(this.model), this.inputs(chunk)).data();
      chunk.flat.forEach((at, s) => (result[at] = values[s] as number));
    }
    return result;
  }

  async update(job: UpdateJob): Promise<void> {
    const { jax, functions } = this;
    const { numpy: np, tree } = jax;
    jax.defaultDevice(this.device);
    let gradient: JaxModel | null = null;
    const losses: JaxArray[] = [];
    for (const chunk of this.pieces(job.batch)) {
      const { old, weight } = objectiveInputs(chunk, job);
      const inputs = { ...this.inputs(chunk), old: np.array(old), weight: np.array(weight) };
      const [loss, part] = functions.lossAndGradient(tree.ref(this.model), inputs);
      losses.push(loss);
      gradient = gradient === null ? part : functions.add(gradient, part);
      // Commands would otherwise pile up with all their intermediate arrays.
      await jax.blockUntilReady(gradient);
    }
    if (gradient === null) return;
    this.step++;
    const { learningRate, beta1, beta2 } = job.adam;
    const scales = np.array([learningRate / (1 - beta1 ** this.step), 1 / (1 - beta2 ** this.step)]);
    [this.model, this.moments] = functions.adam(this.model, this.moments, gradient, scales);
    await jax.blockUntilReady([this.model, this.moments]);
    const values = await Promise.all(losses.map(async (loss) => (await loss.data())[0]));
    if (!values.every(Number.isFinite)) throw new Error(`jax-js: expected finite losses, got ${values.join(", ")}`);
  }

  async weights(): Promise<Weights> {
    const reads = mapModel(this.model, async (x) => Float32Array.from(await x.ref.data()));
    const values = await Promise.all(leavesOf(reads));
    let at = 0;
    return fromPeerModel(
      this.shape,
      mapModel(reads, () => values[at++] as Float32Array),
    );
  }

  async reset(weights: Weights): Promise<void> {
    this.jax.defaultDevice(this.device);
    this.jax.tree.dispose([this.model, this.moments]);
    this.model = this.upload(toPeerModel(this.shape, weights));
    this.moments = this.zeroMoments();
    this.step = 0;
  }

  /** jax-js has no call for the memory it holds. */
  bytes(): number | null {
    return null;
  }

  async dispose(): Promise<void> {
    this.jax.tree.dispose([this.model, this.moments]);
    this.sampler.dispose();
    for (const f of Object.values(this.functions)) f.dispose();
  }

  private pieces(batch: UpdateJob["batch"]): Chunk[] {
    return padBatch(this.shape, batch, this.device === "webgpu" ? "gpu" : "cpu");
  }

  private upload(values: PeerModel<Values>): JaxModel {
    return mapModel(values, ({ shape, data }) => this.jax.numpy.array(Float32Array.from(data), { shape }));
  }

  private zeroMoments(): JaxMoments {
    const zeros = (): JaxModel => mapModel(this.model, (x) => this.jax.numpy.zeros(x.shape));
    return { m: zeros(), v: zeros() };
  }

  private inputs({ rows, length, ids, sources, targets }: Chunk): Omit<JaxChunk, "old" | "weight"> {
    const { numpy: np } = this.jax;
    const ints = (data: Int32Array, shape: number[]): JaxArray =>
      np.array(Int32Array.from(data), { shape, dtype: np.int32 });
    return {
      ids: ints(ids, [rows, length]),
      sources: ints(sources, [sources.length]),
      targets: ints(targets, [targets.length]),
      rotary: rotaryTable(this.jax, this.shape, length),
    };
  }
}

/**
 * @param jax the library with the device already started
 * @param version for the output
 */
export const openJaxPeer = (
  jax: JaxLibrary,
  device: JaxDevice,
  shape: ModelShape,
  weights: Weights,
  version: string,
): Contestant => new JaxPeer(jax, device, shape, weights, version);
