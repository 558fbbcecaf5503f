import { createCliPolicy } from "./createCliPolicy.ts";
import { readSavedRun, restoreRun } from "../trainer/savedRun.ts";
import { Trainer } from "../trainer/trainer.ts";
import type { Arguments } from "./arguments.ts";
import { backendChoice, backendNamed } from "./backendFlag.ts";
import { openPolicy } from "./openPolicy.ts";
import { RunDirectory, type RunStory } from "./runDirectory.ts";
import { RUN_FLAGS, runConfigFrom } from "./runFlags.ts";

/** A trainer ready for its next step, and where it is kept. */
export interface TrainRun {
  trainer: Trainer;
  story: RunStory;
  directory: RunDirectory | null;
}

/** A new run from `--checkpoint`, or the run of `--resume DIR`. */
export async function openRun(args: Arguments, command: string): Promise<TrainRun> {
  const resume = args.optionalText("resume");
  return resume === null ? begin(args, command) : goOn(args, new RunDirectory(resume));
}

async function begin(args: Arguments, command: string): Promise<TrainRun> {
  const config = runConfigFrom(args, args.optionalText("config"));
  const out = args.optionalText("out");
  const directory = out === null ? null : new RunDirectory(out);
  const { policy, checkpoint } = await openPolicy(args);
  directory?.begin(config);
  const { name, description } = policy.backend;
  process.stderr.write(`${config.preset}, seed ${config.seed}, from ${checkpoint.info.name}, on ${description}\n`);
  const story = { command, parent: checkpoint.info.name, backend: name, highlights: { groups: [], ahas: [] } };
  return { trainer: new Trainer(policy, config, { shownGroups: 1 }), story, directory };
}

async function goOn(args: Arguments, directory: RunDirectory): Promise<TrainRun> {
  const settings = new Set([...RUN_FLAGS.map(({ name }) => name), "config", "out", "checkpoint"]);
  settings.delete("steps");
  for (const name of args.given) {
    if (settings.has(name))
      throw new Error(`--${name}: expected no such setting with --resume, got one (the run keeps its own)`);
  }
  const { saved, story } = directory.resume();
  if (args.given.has("steps")) saved.config = { ...saved.config, steps: args.number("steps") };
  const backend = args.given.has("backend") ? backendChoice(args) : backendNamed(story.backend);
  const policy = await createCliPolicy(backend, saved.shape, readSavedRun(saved).weights);
  const trainer = await restoreRun(policy, saved, { shownGroups: 1 });
  process.stderr.write(
    `going on after step ${saved.step} of ${saved.config.steps}, on ${policy.backend.description}\n`,
  );
  return { trainer, story: { ...story, backend: policy.backend.name }, directory };
}
