import type { Policy } from "../engine/policy.ts";
import { SUITE_SAMPLING } from "../trainer/suite/evaluateSuite.ts";
import { SUITE_PROBLEMS } from "../trainer/suite/suite.ts";
import type { Arguments, Flag } from "./arguments.ts";
import { BACKEND_FLAG } from "./backendFlag.ts";
import { CHECKPOINT_FLAG } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { evaluationTable } from "./evaluationTable.ts";
import { heldOutScores } from "./heldOutScores.ts";
import { openPolicy } from "./openPolicy.ts";
import { readStageReports } from "./readStageReports.ts";
import { SAMPLING_FLAGS } from "./samplingFlags.ts";
import { stageTableJson, stageTableText } from "./stageTableText.ts";
import { SUITE_NAMES, suiteScores } from "./suiteScores.ts";
import { suiteTable } from "./suiteTable.ts";

const flags: readonly Flag[] = [
  CHECKPOINT_FLAG,
  {
    name: "suite",
    type: "choice",
    hint:
      `Measure on the fixed suite, or a part of it, sampled as the paper does: temperature ${SUITE_SAMPLING.temperature} and top-p ` +
      `${SUITE_SAMPLING.topP} unless given.`,
    options: SUITE_NAMES,
  },
  {
    name: "table",
    type: "string",
    hint: "Print the per-stage table of a pipeline run from DIR/<stage>/report.json; nothing is measured.",
  },
  {
    name: "problems",
    type: "integer",
    hint: `Held-out problems a level; with --suite ${SUITE_PROBLEMS} unless given.`,
    default: 100,
    min: 1,
    max: 10_000,
  },
  {
    name: "samples",
    type: "integer",
    hint: "Samples a problem; the majority vote is taken among them.",
    default: 16,
    min: 1,
    max: 256,
  },
  { name: "seed", type: "integer", hint: "Seed of problems and sampling.", default: 999, min: 0, max: 2_147_483_647 },
  ...SAMPLING_FLAGS,
  BACKEND_FLAG,
  JSON_FLAG,
];

/** Scores of a checkpoint on held-out problems or on the suite, with 95 % intervals; or the table of a pipeline run. */
export const evaluateCommand: Command = {
  name: "evaluate",
  about: "Measure a checkpoint on held-out problems or on the suite, or print the table of a pipeline run.",
  flags,
  async run(args) {
    const directory = args.optionalText("table");
    if (directory !== null) {
      const reports = readStageReports(directory);
      process.stdout.write(
        args.flag("json") ? `${JSON.stringify(stageTableJson(reports))}\n` : stageTableText(reports),
      );
      return;
    }
    const { policy, path } = await openPolicy(args);
    const print = args.optionalText("suite") === null ? printHeldOut : printSuite;
    try {
      await print(policy, path, args);
    } finally {
      // Its threads would keep the process alive after an error.
      policy.dispose();
    }
  },
};

async function printHeldOut(policy: Policy, path: string, args: Arguments): Promise<void> {
  if (args.given.has("top-p")) throw new Error("--top-p: expected it together with --suite, got it without");
  const { levels, mean, samples, seed } = await heldOutScores(policy, {
    problems: args.number("problems"),
    samples: args.number("samples"),
    seed: args.number("seed"),
    temperature: args.number("temperature"),
    maxNewTokens: args.number("max-new-tokens"),
  });
  const result = { checkpoint: path, samples, seed, backend: policy.backend.name, levels, mean };
  process.stdout.write(args.flag("json") ? `${JSON.stringify(result)}\n` : evaluationTable({ levels, mean, samples }));
}

async function printSuite(policy: Policy, path: string, args: Arguments): Promise<void> {
  const given = (name: string, otherwise: number): number => (args.given.has(name) ? args.number(name) : otherwise);
  const { result, missing } = await suiteScores(policy, {
    suite: args.text("suite"),
    problems: given("problems", SUITE_PROBLEMS),
    samples: args.number("samples"),
    seed: args.number("seed"),
    temperature: given("temperature", SUITE_SAMPLING.temperature),
    topP: given("top-p", SUITE_SAMPLING.topP),
    maxNewTokens: given("max-new-tokens", SUITE_SAMPLING.maxNewTokens),
  });
  if (missing.length > 0) {
    process.stderr.write(
      `evaluate: this model has ${policy.shape.vocabSize} words and was not asked what it cannot read: ${missing.join(", ")}\n`,
    );
  }
  process.stdout.write(
    args.flag("json") ? `${JSON.stringify({ checkpoint: path, missing, ...result })}\n` : suiteTable(result),
  );
}
