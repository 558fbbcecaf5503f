import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readExampleLines, sortedExampleLines } from "../pipeline/exampleLines.ts";
import type { StageId, StageReport } from "../protocol/pipeline.ts";
import { stageInfo } from "../recipes/stages.ts";
import { readCheckpoint } from "./checkpointFiles.ts";

interface Listed {
  name: string;
  title: string;
  note: string;
}

/** What comes with the page before any stage. The first is what the place to reason opens with where no stage is published. */
const BASES: readonly Listed[] = [
  {
    name: "base-mini",
    title: "Base model (four domains)",
    note: "Pre-trained on four domains and general prompts in two languages, never rewarded. 384 words.",
  },
  {
    name: "base-micro",
    title: "Base model (two tasks)",
    note: "Pre-trained on countdown and equations, never rewarded. 192 words.",
  },
];

/** The judges of the preference stages, by the stage that trains them. */
const REWARD_MODELS: Partial<Record<StageId, readonly string[]>> = {
  rejection: ["reward-generative"],
  "second-rl": ["reward-helpful", "reward-harmless"],
};

/**
 * Copies a run's reports and checkpoints to where the page looks for them: `FOLDER/pipeline/<stage>.json` and, where the stage has
 * sieves, `<stage>.examples.jsonl.gz`; `FOLDER/checkpoints/`, and the list of checkpoints that can be asked, the last stage first.
 *
 * @param run directory of the run
 * @param folder `public`
 * @throws naming the file that is missing or broken
 */
export function publishRun(run: string, folder: string, reports: readonly StageReport[]): void {
  mkdirSync(join(folder, "pipeline"), { recursive: true });
  mkdirSync(join(folder, "checkpoints"), { recursive: true });
  const listed: Listed[] = [];
  for (const report of reports) {
    const { stage } = report;
    copyFileSync(join(run, stage, "report.json"), join(folder, "pipeline", `${stage}.json`));
    const examples = join(folder, "pipeline", `${stage}.examples.jsonl.gz`);
    if (report.sieves.length > 0) writeFileSync(examples, packedExamples(join(run, stage)));
    else rmSync(examples, { force: true });
    const askable = listedOf(report);
    listed.unshift(...askable);
    for (const name of [...askable.map((one) => one.name), ...(REWARD_MODELS[stage] ?? [])]) {
      readCheckpoint(join(run, stage, name));
      for (const ending of ["json", "safetensors"]) {
        copyFileSync(join(run, stage, `${name}.${ending}`), join(folder, "checkpoints", `${name}.${ending}`));
      }
    }
  }
  writeFileSync(
    join(folder, "checkpoints", "index.json"),
    `${JSON.stringify([...sorted(listed), ...BASES], null, 2)}\n`,
  );
}

/** Every example that a stage's sieves kept or took, packed; the same examples give the same bytes. */
function packedExamples(directory: string): Uint8Array {
  const examples = ["kept", "rejected"].flatMap((name) => {
    const file = join(directory, `${name}.jsonl`);
    return readExampleLines(readFileSync(file, "utf8"), file);
  });
  const packed = gzipSync(sortedExampleLines(examples), { level: 9 });
  packed[9] = 255; // The header names no operating system; zlib writes no time.
  return packed;
}

function listedOf({ stage, checkpoint, students = [], after }: StageReport): Listed[] {
  const right = after?.domains.reasoning["pass@1"];
  const score = right === undefined ? "" : ` ${Math.round(100 * right.value)} % right on the reasoning suite.`;
  const made =
    checkpoint === null ? [] : [{ name: checkpoint.name, title: TITLES[stage], note: `${NOTES[stage]}${score}` }];
  return [
    ...made,
    ...students.map(({ name, parameters, checkpoint: file, distilled }) => ({
      name: file,
      title: `Student ${name}`,
      note:
        `${Math.round(parameters / 1000)} k parameters, fine-tuned on the traces of R1. ` +
        `${Math.round(100 * (distilled.domains.reasoning["pass@1"]?.value ?? 0))} % right on the reasoning suite.`,
    })),
  ];
}

/** Stages from the last to the first, then the students. */
const sorted = (listed: readonly Listed[]): Listed[] => [
  ...listed.filter(({ name }) => !name.startsWith("student-")),
  ...listed.filter(({ name }) => name.startsWith("student-")),
];

const TITLES: Readonly<Record<StageId, string>> = {
  zero: stageInfo("zero").title,
  "cold-start": stageInfo("cold-start").title,
  "reasoning-rl": stageInfo("reasoning-rl").title,
  rejection: stageInfo("rejection").title,
  "second-rl": "R1 (second RL)",
  distill: stageInfo("distill").title,
};

const NOTES: Readonly<Record<StageId, string>> = {
  zero: "Reinforcement learning straight on the base.",
  "cold-start": "The base, fine-tuned on long clean traces.",
  "reasoning-rl": "The cold-started model after RL with a language reward.",
  rejection: "The base, fine-tuned on sieved samples and general data.",
  "second-rl": "The end of the pipeline.",
  distill: "",
};
