import type { Flag } from "./arguments.ts";
import { BACKEND_FLAG } from "./backendFlag.ts";
import { CHECKPOINT_FLAG } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { evaluationTable } from "./evaluationTable.ts";
import { heldOutScores } from "./heldOutScores.ts";
import { openPolicy } from "./openPolicy.ts";
import { SAMPLING_FLAGS } from "./samplingFlags.ts";

const flags: readonly Flag[] = [
  CHECKPOINT_FLAG,
  { name: "problems", type: "integer", hint: "Held-out problems a level.", default: 100, min: 1, max: 10_000 },
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

/** Scores of a checkpoint on held-out problems, by level, with 95 % intervals. */
export const evaluateCommand: Command = {
  name: "evaluate",
  about: "Measure a checkpoint on held-out problems.",
  flags,
  async run(args) {
    const { policy, path } = await openPolicy(args);
    const { levels, mean, samples, seed } = await heldOutScores(policy, {
      problems: args.number("problems"),
      samples: args.number("samples"),
      seed: args.number("seed"),
      temperature: args.number("temperature"),
      maxNewTokens: args.number("max-new-tokens"),
    });
    const result = { checkpoint: path, samples, seed, backend: policy.backend.name, levels, mean };
    process.stdout.write(
      args.flag("json") ? `${JSON.stringify(result)}\n` : evaluationTable({ levels, mean, samples }),
    );
    policy.dispose();
  },
};
