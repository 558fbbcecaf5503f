import type { RunConfig } from "./config.ts";

export type PresetId = Exclude<RunConfig["preset"], "custom">;

export interface Preset {
  id: PresetId;
  label: string;
  /** One sentence: what to look at while it runs. */
  watch: string;
  /** What differs from DEFAULT_CONFIG. */
  config: Partial<RunConfig>;
}

export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  "r1-zero": {
    id: "r1-zero",
    label: "R1-Zero",
    watch: "Watch accuracy and length rise together while nothing in the reward pays for length.",
    config: { preset: "r1-zero" },
  },
  "r1-zero-paper": {
    id: "r1-zero-paper",
    label: "R1-Zero, paper settings",
    watch:
      "Watch the clip curve stay at zero: with a clip of 10 the KL weight and the reference are what holds the policy back.",
    config: {
      preset: "r1-zero-paper",
      aggregate: "sequence-mean",
      clipLow: 10,
      clipHigh: 10,
      klCoef: 0.001,
      referenceEvery: 400,
      minibatches: 2,
    },
  },
  "format-first": {
    id: "format-first",
    label: "Format first",
    watch: "Watch the format reach its maximum first, while answers get shorter and accuracy stays low.",
    config: { preset: "format-first", steps: 40, rewardFormat: 0.5, rewardAccuracy: 0.1, aggregate: "sequence-mean" },
  },
  "too-hot": {
    id: "too-hot",
    label: "Too hot",
    watch: "Watch the arithmetic inside the traces break and accuracy fall with it.",
    config: { preset: "too-hot", steps: 40, learningRate: 1e-3, learningRateSchedule: "constant" },
  },
};
