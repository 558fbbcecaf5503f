/** TEST ONLY: the pipeline over bigram policies, with sizes that end in a moment. */
import { type ArtifactStore, StorageError } from "../../src/pipeline/artifactStore.ts";
import { type PipelineRun, runPipeline } from "../../src/pipeline/runPipeline.ts";
import { STAGES } from "../../src/recipes/stages.ts";
import type { PipelineSettings, StageProgress, StageReport } from "../../src/protocol/pipeline.ts";
import type { RunConfig } from "../../src/rl/config.ts";
import { Rng } from "../../src/lib/rng.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { type Checkpoint, loadCheckpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { sampleDocument } from "../../src/world/corpus.ts";
import { encode, VOCABULARY } from "../../src/world/vocabulary.ts";
import { type FakePolicy, fakeShape, fakeWeights } from "../support/fakePolicy.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

export const DATE = "2025-01-20T00:00:00.000Z";

/** Bigrams of what people write about four domains. */
export function fakeBase(name = "base-fake", documents = 300): Checkpoint {
  const V = VOCABULARY.length;
  const shape = fakeShape(V);
  const counts = new Float32Array(V * V).fill(0.02);
  const rng = Rng.of(1, "fake base");
  for (let i = 0; i < documents; i++) {
    const { prompt, response } = sampleDocument(rng, { world: "four-domains" });
    const ids = encode(`${prompt} ${response}`);
    ids.forEach((id, t) => {
      const at = (ids[t - 1] ?? 0) * V + id;
      if (t > 0) counts[at] = (counts[at] ?? 0) + 1;
    });
  }
  const about = { name, shape, command: "test", seed: 1, tokens: 0, loss: null, scores: null, date: DATE };
  const { bytes, info } = encodeCheckpoint(fakeWeights(V, counts.map(Math.log)), { ...about, dtype: "F16" });
  return loadCheckpoint(bytes, info, name);
}

const rl: Partial<RunConfig> = {
  preset: "custom",
  countdown3: 1,
  countdown4: 0,
  equation: 1,
  arithmetic: 1,
  chinesePrompts: 0.3,
  prompts: 2,
  groupSize: 2,
  minibatches: 1,
  steps: 2,
  maxNewTokens: 40,
  learningRate: 1e-2,
  evalEvery: 0,
};
/** Direct RL of a student ends by its cost. */
const { steps: _, ...unbounded } = rl;
const sft = { epochs: 1, learningRate: 1e-2, batchTokens: 1024 };

export function smallSettings(seed = 1): PipelineSettings {
  return {
    scale: "tiny",
    seed,
    suite: { problems: 1, samples: 2 },
    zero: { rl },
    coldStart: { fewShot: 4, reflective: 4, rewritten: 4, attempts: 12, sft },
    reasoningRl: { rl: { ...rl, rewardLanguage: 0.3 }, ablationSeeds: 1, ablationSteps: 1 },
    rejection: { prompts: 6, samples: 2, keepPerPrompt: 2, generalShare: 0.25, judge: { examples: 8, sft }, sft },
    secondRl: {
      rl: { ...rl, fact: 2, secret: 2, rewardHelpful: 0.5, rewardHarmless: 0.5 },
      preferenceFrom: 0.5,
      overrunSteps: 3,
      helpful: { examples: 8, sft },
      harmless: { examples: 8, sft },
    },
    distill: {
      traces: 8,
      students: [{ name: "16x1", baseTokens: 5000 }],
      sft: { ...sft, epochs: 4 },
      direct: { student: "16x1", rl: unbounded },
    },
  };
}

/** A store in memory that shows its files and can be made to run full. */
export class OpenStore implements ArtifactStore {
  readonly files = new Map<string, Uint8Array>();
  writes = 0;
  /** May refuse a write by its number and name. */
  refuses: (write: number, name: string) => boolean = () => false;

  async read(name: string): Promise<Uint8Array | null> {
    return this.files.get(name)?.slice() ?? null;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.refuses(++this.writes, name)) throw new StorageError(name, "no space left on device");
    this.files.set(name, bytes.slice());
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }

  text(name: string): string {
    return new TextDecoder().decode(this.files.get(name));
  }
}

export interface Ran {
  reports: StageReport[];
  /** Stages that had been done before. */
  again: string[];
  opened: FakePolicy[];
  told: StageProgress[];
}

/** @throws what the pipeline throws */
export async function ran(store: ArtifactStore, base: Checkpoint, options: Partial<PipelineRun> = {}): Promise<Ran> {
  const found: Ran = { reports: [], again: [], opened: [], told: [] };
  found.reports = await runPipeline({
    stages: [...STAGES],
    settings: smallSettings(),
    base,
    store,
    folder: (stage) => stage,
    openPolicy: async (shape, weights) => {
      const policy = new QuotingPolicy(shape, weights);
      found.opened.push(policy);
      return policy;
    },
    pausePoint: async () => {},
    today: () => DATE,
    now: () => performance.now(),
    onProgress: (progress) => void found.told.push(progress),
    onStage: ({ stage }, again) => void (again && found.again.push(stage)),
    ...options,
  });
  return found;
}
