import type { Evaluation, StepRecord } from "../protocol/messages.ts";
import { encodeCheckpoint } from "../trainer/checkpoint/encodeCheckpoint.ts";
import { NonFiniteError } from "../trainer/nonFiniteError.ts";
import { saveRun } from "../trainer/savedRun.ts";
import type { StepResult } from "../trainer/trainer.ts";
import type { Arguments, Flag } from "./arguments.ts";
import { BACKEND_FLAG } from "./backendFlag.ts";
import { CHECKPOINT_FLAG, writeCheckpoint } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { commandLine } from "./commandLine.ts";
import { evaluationMetrics } from "./evaluationMetrics.ts";
import { evaluationTable } from "./evaluationTable.ts";
import { collectHighlights } from "./highlights.ts";
import { Interruption } from "./interruption.ts";
import { recordRun } from "./recordRun.ts";
import { RUN_FLAGS } from "./runFlags.ts";
import { stepLine } from "./stepLine.ts";
import { openRun, type TrainRun } from "./trainRun.ts";

const flags: readonly Flag[] = [
  ...RUN_FLAGS,
  CHECKPOINT_FLAG,
  { name: "config", type: "string", hint: "JSON file with settings; flags win over it." },
  { name: "out", type: "string", hint: "New directory for config, metrics, state and the trained weights." },
  {
    name: "resume",
    type: "string",
    hint: "Directory of an earlier --out; the run goes on exactly where it was saved.",
  },
  { name: "record", type: "string", hint: "Write the finished run to this file for the page to draw." },
  BACKEND_FLAG,
  JSON_FLAG,
];

/** Updates that may be refused one after another before the run is given up. */
const MOST_FAILURES = 5;

/** GRPO without a page: the trainer of the worker, a line a step, scores before and after. */
export const trainCommand: Command = {
  name: "train",
  about: "Train a checkpoint by GRPO. One line a step, then the held-out scores before and after.",
  flags,
  async run(args) {
    const run = await openRun(args, commandLine("train", flags, args));
    const interruption = new Interruption();
    try {
      await train(run, args, interruption);
    } finally {
      interruption.dispose();
      run.trainer.policy.dispose();
    }
  },
};

async function train(run: TrainRun, args: Arguments, interruption: Interruption): Promise<void> {
  const { trainer, directory } = run;
  const json = args.flag("json");
  const before = trainer.progress.evaluations.find(({ step }) => step === 0) ?? (await evaluated(run, interruption));
  await save(run);
  if (!json) process.stdout.write(stepLine(null));
  await steps(run, interruption, (line) => process.stdout.write(json ? `${JSON.stringify(line)}\n` : stepLine(line)));
  const { step, evaluations } = trainer.progress;
  const after = evaluations.find((one) => one.step === step) ?? (await evaluated(run, interruption));
  await save(run);
  if (directory !== null) await writeWeights(run, after);
  const record = args.optionalText("record");
  if (record !== null) recordRun(record, trainer, run.story);
  if (json) process.stdout.write(`${JSON.stringify({ summary: { before, after } })}\n`);
  else process.stdout.write(`\nbefore\n${evaluationTable(before)}\nafter\n${evaluationTable(after)}`);
}

/** Trains to the step budget, handing out each step's metrics, with the evaluation's where there was one. */
async function steps(
  run: TrainRun,
  interruption: Interruption,
  show: (line: Record<string, number>) => void,
): Promise<void> {
  const { trainer, directory } = run;
  const { steps: budget, evalEvery, saveEvery } = trainer.config;
  let failures = 0;
  while (trainer.progress.step < budget) {
    if (await interruption.requested()) await stop(run);
    const result = await attempt(run);
    failures = result === null ? failures + 1 : 0;
    if (failures > MOST_FAILURES)
      throw new Error(`step ${trainer.progress.step}: expected a finite update, got ${failures} broken ones`);
    if (result === null) continue;
    collectHighlights(run.story.highlights, result);
    const { step, metrics } = result.record;
    const held = evalEvery > 0 && step % evalEvery === 0 ? evaluationMetrics(await evaluated(run)) : {};
    const line = { step, ...metrics, ...held };
    show(line);
    directory?.append(line);
    progress(result.record, budget);
    if (saveEvery > 0 && step % saveEvery === 0) await save(run);
  }
}

/** One step; null when it was refused because of a value that is not finite (the weights are those from before it). */
async function attempt({ trainer }: TrainRun): Promise<StepResult | null> {
  try {
    return await trainer.step();
  } catch (error) {
    if (!(error instanceof NonFiniteError) || !trainer.intact) throw error;
    process.stderr.write(`${error.message}; nothing was applied, going on with the next step\n`);
    return null;
  }
}

async function stop(run: TrainRun): Promise<never> {
  await save(run);
  const { directory, trainer } = run;
  const how = directory === null ? "nothing was saved without --out" : `go on with --resume ${directory.path}`;
  throw new Error(`interrupted after step ${trainer.progress.step}; ${how}`);
}

/**
 * Held-out scores. With `interruption` a Ctrl-C meanwhile ends them and the run, which measures again when it goes on; between two steps
 * they are finished first, so that no step goes without its scores.
 */
async function evaluated(run: TrainRun, interruption?: Interruption): Promise<Evaluation> {
  const { trainer } = run;
  process.stderr.write(`measuring on held-out problems after step ${trainer.progress.step}\n`);
  if (!interruption) return trainer.evaluate();
  const pausePoint = async (): Promise<void> => {
    if (await interruption.requested()) await stop(run);
  };
  return trainer.evaluate({ hooks: { pausePoint, onProgress: () => !interruption.noticed } });
}

async function save({ trainer, directory, story }: TrainRun): Promise<void> {
  directory?.save(await saveRun(trainer, `cli-${trainer.config.seed}`, Date.now()), story);
}

function progress({ step, metrics }: StepRecord, budget: number): void {
  const seconds = metrics["step_time"];
  process.stderr.write(`step ${step}/${budget}${seconds === undefined ? "" : ` · ${seconds.toFixed(2)} s`}\n`);
}

async function writeWeights({ trainer, directory, story }: TrainRun, scores: Evaluation): Promise<void> {
  if (directory === null) return;
  const { policy, config, progress: done } = trainer;
  const { bytes, info } = encodeCheckpoint(await policy.exportWeights("policy"), {
    name: `${config.preset}-seed-${config.seed}-step-${done.step}`,
    shape: policy.shape,
    command: story.command,
    seed: config.seed,
    tokens: done.history.at(-1)?.metrics["num_tokens"] ?? 0,
    loss: null,
    scores,
    parent: story.parent,
    dtype: "F32",
    date: new Date().toISOString(),
  });
  writeCheckpoint(directory.checkpoint, bytes, info);
}
