import type { PipelineSettings, Scale } from "../protocol/pipeline.ts";
import type { RunConfig } from "../rl/config.ts";

/** All reasoning levels alike but the flagship, which is learned slowest; a third of the prompts in Chinese as in the base text; room for logic's long traces. */
const REASONING: Partial<RunConfig> = {
  preset: "custom",
  countdown3: 2,
  countdown4: 1,
  equation: 1,
  arithmetic: 1,
  program: 1,
  programSquare: 1,
  logic: 1,
  knights: 1,
  science: 1,
  scienceExtra: 1,
  chinesePrompts: 0.3,
  prompts: 32,
  groupSize: 16,
  maxNewTokens: 160,
  minibatches: 4,
  learningRate: 2e-4,
  evalEvery: 0,
};

/** A third of the prompts beside REASONING. */
const GENERAL: Partial<RunConfig> = { fact: 1, selfKnowledge: 1, translation: 1, line: 1, secret: 1 };

/**
 * The recipe of the whole pipeline. "full" is what the shipped checkpoints come from; "tiny" runs through every part in minutes and
 * shows the shape only: nothing that it measures means anything.
 */
export function pipelineSettings(scale: Scale, seed = 1): PipelineSettings {
  return scale === "full" ? full(seed) : tiny(seed);
}

function full(seed: number): PipelineSettings {
  return {
    scale: "full",
    seed,
    suite: { problems: 40, samples: 16 },
    zero: { rl: { ...REASONING, steps: 100 } },
    coldStart: {
      fewShot: 1000,
      reflective: 2500,
      rewritten: 2000,
      attempts: 12000,
      sft: { epochs: 5, learningRate: 6e-4, batchTokens: 4096 },
    },
    reasoningRl: {
      rl: { ...REASONING, steps: 80, rewardLanguage: 0.3 },
      ablationSeeds: 3,
      ablationSteps: 20,
    },
    rejection: {
      prompts: 3500,
      samples: 8,
      keepPerPrompt: 4,
      generalShare: 0.25,
      judge: { examples: 24000, sft: { epochs: 2, learningRate: 1e-3, batchTokens: 4096 } },
      sft: { epochs: 2, learningRate: 6e-4, batchTokens: 4096 },
    },
    secondRl: {
      rl: {
        ...REASONING,
        ...GENERAL,
        prompts: 48,
        steps: 60,
        learningRate: 1.5e-4,
        rewardLanguage: 0.3,
        rewardHelpful: 0.5,
        rewardHarmless: 0.5,
      },
      preferenceFrom: 0.7,
      overrunSteps: 50,
      helpful: { examples: 12000, sft: { epochs: 2, learningRate: 5e-4, batchTokens: 4096 } },
      harmless: { examples: 12000, sft: { epochs: 2, learningRate: 5e-4, batchTokens: 4096 } },
    },
    distill: {
      traces: 10000,
      students: [
        { name: "32x2", baseTokens: 8e6 },
        { name: "48x2", baseTokens: 8e6 },
        { name: "64x2", baseTokens: 8e6 },
        { name: "64x3", baseTokens: 8e6 },
        { name: "80x3", baseTokens: 8e6 },
        { name: "96x3", baseTokens: 8e6 },
      ],
      sft: { epochs: 8, learningRate: 1e-3, batchTokens: 4096 },
      direct: { student: "64x2", rl: { ...REASONING, prompts: 16, learningRate: 1e-4 } },
    },
  };
}

function tiny(seed: number): PipelineSettings {
  const rl: Partial<RunConfig> = { ...REASONING, prompts: 4, groupSize: 4, minibatches: 2, steps: 2, maxNewTokens: 96 };
  const sft = { epochs: 1, learningRate: 1e-3, batchTokens: 2048 };
  return {
    scale: "tiny",
    seed,
    suite: { problems: 2, samples: 2 },
    zero: { rl },
    coldStart: { fewShot: 20, reflective: 20, rewritten: 20, attempts: 60, sft },
    reasoningRl: { rl: { ...rl, rewardLanguage: 0.3 }, ablationSeeds: 1, ablationSteps: 1 },
    rejection: { prompts: 40, samples: 4, keepPerPrompt: 2, generalShare: 0.25, judge: { examples: 100, sft }, sft },
    secondRl: {
      rl: { ...rl, ...GENERAL, rewardLanguage: 0.3, rewardHelpful: 0.5, rewardHarmless: 0.5 },
      preferenceFrom: 0.5,
      overrunSteps: 2,
      helpful: { examples: 100, sft },
      harmless: { examples: 100, sft },
    },
    distill: {
      traces: 40,
      students: [
        { name: "16x1", baseTokens: 20_000 },
        { name: "32x2", baseTokens: 20_000 },
      ],
      sft,
      direct: { student: "32x2", rl: { ...rl } },
    },
  };
}
