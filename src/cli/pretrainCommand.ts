import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCliPolicy } from "./createCliPolicy.ts";
import { initWeights } from "../engine/model/initWeights.ts";
import { parameterCount } from "../engine/model/parameters.ts";
import { SIZES, sizeShape, type SizeName } from "../engine/model/shape.ts";
import type { Policy } from "../engine/policy.ts";
import type { Evaluation } from "../protocol/messages.ts";
import type { CheckpointInfo } from "../trainer/checkpoint/checkpointInfo.ts";
import { encodeCheckpoint } from "../trainer/checkpoint/encodeCheckpoint.ts";
import { decodeSafetensors } from "../trainer/checkpoint/safetensors.ts";
import { Pretrainer, type PretrainSettings } from "../trainer/pretrain/pretrainer.ts";
import { type WorldId, WORLDS } from "../world/worlds.ts";
import type { Arguments, Flag } from "./arguments.ts";
import { BACKEND_FLAG, backendChoice } from "./backendFlag.ts";
import { writeCheckpoint } from "./checkpointFiles.ts";
import type { Command } from "./command.ts";
import { commandLine } from "./commandLine.ts";
import { heldOutScores } from "./heldOutScores.ts";
import { Interruption } from "./interruption.ts";
import { readPretrainState, writePretrainState } from "./pretrainState.ts";
import { ProgressLine } from "./progressLine.ts";

const flags: readonly Flag[] = [
  { name: "size", type: "choice", hint: "Size of the model.", default: "micro", options: Object.keys(SIZES) },
  {
    name: "world",
    type: "choice",
    hint: "What the corpus is about: countdown and equation, or all domains and general prompts in two languages.",
    default: "two-tasks",
    options: Object.keys(WORLDS),
  },
  { name: "tokens", type: "number", hint: "Tokens of the corpus to train on.", default: 8e6, min: 1, max: 1e11 },
  { name: "seed", type: "integer", hint: "Seed of weights and corpus.", default: 1, min: 0, max: 2_147_483_647 },
  {
    name: "out",
    type: "string",
    hint: "Directory for the checkpoint; an unfinished run there is gone on with.",
    required: true,
  },
  { name: "name", type: "string", hint: "Name of the checkpoint; base-<size> if left out." },
  {
    name: "lr",
    type: "number",
    hint: "Peak learning rate.",
    default: 3e-3,
    min: 1e-6,
    max: 1,
    aliases: ["learning-rate"],
  },
  { name: "batch-tokens", type: "integer", hint: "Tokens a batch.", default: 4096, min: 128, max: 1_000_000 },
  {
    name: "save-every",
    type: "integer",
    hint: "Save the state every so many steps.",
    default: 100,
    min: 1,
    max: 1_000_000,
  },
  { name: "dtype", type: "choice", hint: "How the checkpoint stores values.", default: "F16", options: ["F16", "F32"] },
  {
    name: "eval-problems",
    type: "integer",
    hint: "Held-out problems a level at the end; 0 leaves it out.",
    default: 100,
    min: 0,
    max: 10_000,
  },
  { name: "eval-samples", type: "integer", hint: "Samples a problem.", default: 16, min: 1, max: 256 },
  BACKEND_FLAG,
];

/** Makes a base model from the corpus: `DIR/<name>.safetensors` and `.json`; the summary goes to stdout. */
export const pretrainCommand: Command = {
  name: "pretrain",
  about: "Train a base model on the corpus. Interrupted, the same command goes on where it stopped.",
  flags,
  async run(args) {
    const size = sizeOfName(args.text("size"));
    const world = worldOfName(args.text("world"));
    const shape = sizeShape(size, WORLDS[world].vocabularySize);
    const settings: PretrainSettings = {
      world,
      tokens: args.number("tokens"),
      seed: args.number("seed"),
      learningRate: args.number("lr"),
      batchTokens: args.number("batch-tokens"),
    };
    const name = args.optionalText("name") ?? `base-${size}`;
    const stateDirectory = join(args.text("out"), `${name}.state`);
    const saved = readPretrainState(stateDirectory, { size, ...settings });
    const policy = await createCliPolicy(
      backendChoice(args),
      shape,
      saved?.weights ?? initWeights(shape, settings.seed),
    );
    if (saved) await policy.importOptimizer(saved.optimizer);
    process.stderr.write(`${name}: ${parameterCount(shape)} parameters, ${policy.backend.description}\n`);
    const pretrainer = new Pretrainer(policy, settings, saved?.progress);
    if (saved) process.stderr.write(`going on at step ${saved.progress.step}, ${saved.progress.tokens} tokens\n`);

    const save = (): Promise<void> => writePretrainState(stateDirectory, { size, ...settings }, pretrainer, policy);
    const tokensPerSecond = await train(pretrainer, settings.tokens, args.number("save-every"), save);
    const { info, scoresF32 } = await finish(policy, pretrainer, args, name, shape);
    rmSync(stateDirectory, { recursive: true, force: true });
    const { step } = pretrainer.progress;
    process.stdout.write(`${JSON.stringify({ ...info, steps: step, tokensPerSecond, scoresF32 })}\n`);
    policy.dispose();
  },
};

async function train(
  pretrainer: Pretrainer,
  budget: number,
  saveEvery: number,
  save: () => Promise<void>,
): Promise<number> {
  const interruption = new Interruption();
  const line = new ProgressLine();
  const started = performance.now();
  const before = pretrainer.progress.tokens;
  const rate = (): number => Math.round((1000 * (pretrainer.progress.tokens - before)) / (performance.now() - started));
  while (!pretrainer.finished) {
    await pretrainer.step();
    const { step, tokens } = pretrainer.progress;
    const percent = (): string => Math.min(100, (100 * tokens) / budget).toFixed(1);
    line.show(
      () =>
        `step ${step} · ${tokens} tokens (${percent()} %) · loss ${pretrainer.loss.toFixed(4)} · ${rate()} tokens/s`,
    );
    if (await interruption.requested()) {
      await save();
      throw new Error(`interrupted at step ${step} and saved; the same command goes on from there`);
    }
    if (step % saveEvery === 0) await save();
  }
  interruption.dispose();
  await save();
  line.show(() => `trained: step ${pretrainer.progress.step}, loss ${pretrainer.loss.toFixed(4)}`, true);
  return rate();
}

/** Scores the weights as they are stored, and in full precision beside it where that differs. */
async function finish(
  policy: Policy,
  pretrainer: Pretrainer,
  args: Arguments,
  name: string,
  shape: CheckpointInfo["shape"],
): Promise<{ info: CheckpointInfo; scoresF32?: Evaluation }> {
  const dtype = args.text("dtype") === "F32" ? "F32" : "F16";
  const problems = args.number("eval-problems");
  const weights = await policy.exportWeights("policy");
  const details = {
    name,
    shape,
    command: `${commandLine("pretrain", flags, args, ["size", "tokens", "seed"])} --out DIR`,
    seed: args.number("seed"),
    tokens: pretrainer.progress.tokens,
    loss: Number(pretrainer.loss.toFixed(5)),
    dtype,
    date: new Date().toISOString(),
  } as const;
  const score = async (): Promise<Evaluation | null> =>
    problems === 0 ? null : heldOutScores(policy, { problems, samples: args.number("eval-samples"), seed: 999 });
  const full = dtype === "F16" ? await score() : null;
  const { bytes } = encodeCheckpoint(weights, { ...details, scores: null });
  if (dtype === "F16") await policy.importWeights("policy", decodeSafetensors(bytes, name).weights);
  const { info } = encodeCheckpoint(weights, { ...details, scores: await score() });
  writeCheckpoint(join(args.text("out"), name), bytes, info);
  return full === null ? { info } : { info, scoresF32: full };
}

function worldOfName(name: string): WorldId {
  if (name === "two-tasks" || name === "four-domains") return name;
  throw new Error(`--world: expected one of ${Object.keys(WORLDS).join(", ")}, got ${name}`);
}

function sizeOfName(name: string): SizeName {
  if (name === "nano" || name === "micro" || name === "mini" || name === "small") return name;
  throw new Error(`--size: expected one of ${Object.keys(SIZES).join(", ")}, got ${name}`);
}
