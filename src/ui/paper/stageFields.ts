import type { PipelineSettings, RewardModelSettings, SftSettings, StageId } from "../../protocol/pipeline.ts";
import { DEFAULT_CONFIG, FIELDS, type ConfigKey, type RunConfig } from "../../rl/config.ts";

/** One number of the pipeline's settings: what it is, its range, and how it is read and written. */
export interface StageField {
  id: string;
  label: string;
  hint: string;
  unit: string;
  min: number;
  max: number;
  whole: boolean;
  read: (settings: PipelineSettings) => number;
  write: (settings: PipelineSettings, value: number) => PipelineSettings;
}

export interface FieldGroup {
  title: string;
  fields: readonly StageField[];
}

type Lens<T> = {
  read: (settings: PipelineSettings) => T;
  write: (settings: PipelineSettings, value: T) => PipelineSettings;
};

/** One part of what another lens shows. */
function part<T, Key extends keyof T>(of: Lens<T>, key: Key): Lens<T[Key]> {
  return {
    read: (settings) => of.read(settings)[key],
    write: (settings, value) => of.write(settings, { ...of.read(settings), [key]: value }),
  };
}

const all: Lens<PipelineSettings> = { read: (settings) => settings, write: (_, value) => value };

type Info = Omit<StageField, "read" | "write" | "id" | "hint" | "unit" | "whole"> &
  Partial<Pick<StageField, "hint" | "unit" | "whole">>;

const field = (id: string, lens: Lens<number>, info: Info): StageField => ({
  hint: "",
  unit: "",
  whole: true,
  ...info,
  ...lens,
  id,
});

const count = (id: string, lens: Lens<number>, label: string, max: number, hint = "", min = 1): StageField =>
  field(id, lens, { label, hint, min, max });

const share = (id: string, lens: Lens<number>, label: string, hint: string): StageField =>
  field(id, lens, { label, hint, min: 0, max: 1, whole: false });

const sftFields = (id: string, lens: Lens<SftSettings>): StageField[] => [
  count(`${id}-epochs`, part(lens, "epochs"), "Epochs", 20, "How often every example is read."),
  field(`${id}-rate`, part(lens, "learningRate"), {
    label: "Learning rate",
    hint: "Size of the steps that AdamW takes.",
    min: 1e-6,
    max: 1e-2,
    whole: false,
  }),
  field(`${id}-batch`, part(lens, "batchTokens"), {
    label: "Batch",
    hint: "Tokens in one update.",
    unit: "tokens",
    min: 256,
    max: 65_536,
  }),
];

const rewardModelFields = (id: string, lens: Lens<RewardModelSettings>): StageField[] => [
  count(`${id}-examples`, part(lens, "examples"), "Examples", 50_000, "Pairs or labelled answers to learn from."),
  ...sftFields(`${id}-sft`, part(lens, "sft")),
];

/** What is worth changing first; labels, ranges and hints are the recipe's. */
const RL_KEYS = [
  "steps",
  "prompts",
  "groupSize",
  "maxNewTokens",
  "learningRate",
  "temperature",
  "rewardAccuracy",
  "rewardFormat",
  "rewardLanguage",
  "klCoef",
  "clipHigh",
] as const satisfies readonly ConfigKey[];

function rlFields(id: string, lens: Lens<Partial<RunConfig>>): StageField[] {
  return RL_KEYS.flatMap((key) => {
    const info = FIELDS.find((candidate) => candidate.key === key);
    if (info?.min === undefined || info.max === undefined) return [];
    const { label, hint, unit, min, max, type } = info;
    return field(
      `${id}-${key}`,
      {
        read: (settings) => lens.read(settings)[key] ?? DEFAULT_CONFIG[key],
        write: (settings, value) => lens.write(settings, { ...lens.read(settings), [key]: value }),
      },
      { label, hint, unit, min, max, whole: type === "integer" },
    );
  });
}

/** Settings that every stage depends on. */
export const COMMON_FIELDS: readonly StageField[] = [
  count(
    "seed",
    part(all, "seed"),
    "Seed",
    2_147_483_647,
    "The same seed with the same settings gives the same run.",
    0,
  ),
  count(
    "suite-problems",
    part(part(all, "suite"), "problems"),
    "Problems a level",
    500,
    "Of the fixed held-out suite.",
  ),
  count("suite-samples", part(part(all, "suite"), "samples"), "Samples a problem", 64, "For pass@1 and the vote.", 2),
];

const [zero, cold, reasoning, rejection, second, distill] = [
  part(all, "zero"),
  part(all, "coldStart"),
  part(all, "reasoningRl"),
  part(all, "rejection"),
  part(all, "secondRl"),
  part(all, "distill"),
] as const;

/** The settings of each stage, in groups. */
export const STAGE_FIELDS: Readonly<Record<StageId, readonly FieldGroup[]>> = {
  zero: [{ title: "GRPO", fields: rlFields("zero", part(zero, "rl")) }],
  "cold-start": [
    {
      title: "Traces to collect",
      fields: [
        count(
          "few-shot",
          part(cold, "fewShot"),
          "Few-shot",
          20_000,
          "At most so many traces from prompting the base model, the same share for every level.",
          0,
        ),
        count(
          "reflective",
          part(cold, "reflective"),
          "Reflective",
          20_000,
          "At most so many verified answers of R1-Zero, the same share for every level.",
          0,
        ),
        count(
          "rewritten",
          part(cold, "rewritten"),
          "Rewritten",
          20_000,
          "Answers of R1-Zero after post-processing.",
          0,
        ),
        count(
          "attempts",
          part(cold, "attempts"),
          "Attempts",
          100_000,
          "Samples from the base, and as many from R1-Zero.",
        ),
      ],
    },
    { title: "Fine-tuning", fields: sftFields("cold-sft", part(cold, "sft")) },
  ],
  "reasoning-rl": [
    { title: "GRPO", fields: rlFields("reasoning", part(reasoning, "rl")) },
    {
      title: "Ablation",
      fields: [
        count("ablation-seeds", part(reasoning, "ablationSeeds"), "Seeds", 10, "Runs with and without the reward.", 0),
        count("ablation-steps", part(reasoning, "ablationSteps"), "Steps", 10_000, "Of each run."),
      ],
    },
  ],
  rejection: [
    {
      title: "Sampling",
      fields: [
        count("prompts", part(rejection, "prompts"), "Prompts", 50_000),
        count("samples", part(rejection, "samples"), "Samples a prompt", 64),
        count("keep", part(rejection, "keepPerPrompt"), "Kept a prompt", 64, "At most."),
        share("general", part(rejection, "generalShare"), "General share", "Of the data. The paper: about a quarter."),
      ],
    },
    { title: "Judge", fields: rewardModelFields("judge", part(rejection, "judge")) },
    { title: "Fine-tuning", fields: sftFields("rejection-sft", part(rejection, "sft")) },
  ],
  "second-rl": [
    { title: "GRPO", fields: rlFields("second", part(second, "rl")) },
    {
      title: "Preference rewards",
      fields: [
        share("from", part(second, "preferenceFrom"), "Begin at", "Share of the steps after which they count."),
        count(
          "overrun",
          part(second, "overrunSteps"),
          "Overrun",
          10_000,
          "Further steps, to show what happens then.",
          0,
        ),
      ],
    },
    { title: "Helpfulness model", fields: rewardModelFields("helpful", part(second, "helpful")) },
    { title: "Harmlessness model", fields: rewardModelFields("harmless", part(second, "harmless")) },
  ],
  distill: [
    { title: "Data", fields: [count("traces", part(distill, "traces"), "Traces", 200_000, "Of the teacher.")] },
    { title: "Fine-tuning", fields: sftFields("distill-sft", part(distill, "sft")) },
    { title: "Direct RL", fields: rlFields("direct", part(part(distill, "direct"), "rl")) },
  ],
};

/** A typed number, or a sentence that says what was expected. Decimal commas are understood. */
export function readField({ min, max, whole }: StageField, text: string): { value: number } | { problem: string } {
  const trimmed = text.trim();
  const value = trimmed === "" ? Number.NaN : Number(trimmed.replace("−", "-").replace(",", "."));
  if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return { value };
  const got = trimmed === "" ? "nothing" : `"${trimmed}"`;
  return { problem: `Expected ${whole ? "a whole number" : "a number"} from ${min} to ${max}, got ${got}.` };
}
