import type { PipelineSettings, Scale, SftSettings } from "../protocol/pipeline.ts";

const sft = (epochs: number): SftSettings => ({ epochs, learningRate: 5e-4, batchTokens: 4_096 });

/** What a run uses that nobody has changed. "tiny" shows the shape of every stage; "full" is meant for the command line. */
export function paperDefaults(scale: Scale): PipelineSettings {
  const size = scale === "tiny" ? 1 : 10;
  const rl = { steps: 8 * size, prompts: 8, groupSize: 8 };
  return {
    scale,
    seed: 1,
    suite: { problems: 4 * size, samples: scale === "tiny" ? 4 : 16 },
    zero: { rl },
    coldStart: { fewShot: 64 * size, reflective: 64 * size, rewritten: 64 * size, attempts: 4, sft: sft(2) },
    reasoningRl: { rl: { ...rl, rewardLanguage: 0.5 }, ablationSeeds: 3, ablationSteps: 4 * size },
    rejection: {
      prompts: 64 * size,
      samples: 4,
      keepPerPrompt: 2,
      generalShare: 0.25,
      judge: { examples: 128 * size, sft: sft(2) },
      sft: sft(2),
    },
    secondRl: {
      rl,
      preferenceFrom: 0.75,
      overrunSteps: 4 * size,
      helpful: { examples: 128 * size, sft: sft(2) },
      harmless: { examples: 128 * size, sft: sft(2) },
    },
    distill: {
      traces: 256 * size,
      students: ["32x1", "48x1", "48x2", "64x2", "96x2", "96x3"].map((name) => ({ name, baseTokens: 100_000 * size })),
      sft: sft(2),
      direct: { student: "48x2", rl },
    },
  };
}
