import { judge } from "../world/judge.ts";
import type { Problem } from "../world/problem.ts";
import { parseProblem, promptTokens } from "../world/tasks/index.ts";
import { decodeWords, encode, EOS } from "../world/vocabulary.ts";
import type { Flag } from "./arguments.ts";
import { BACKEND_FLAG } from "./backendFlag.ts";
import { behaviourCounts } from "./behaviourCounts.ts";
import { CHECKPOINT_FLAG } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { openPolicy } from "./openPolicy.ts";
import { SAMPLING_FLAGS } from "./samplingFlags.ts";

const flags: readonly Flag[] = [
  CHECKPOINT_FLAG,
  {
    name: "prompt",
    type: "string",
    hint: 'A problem: "use 7 3 5 make 9" or "find x : 3 * x + 4 = 19".',
    required: true,
  },
  { name: "n", type: "integer", hint: "Completions.", default: 4, min: 1, max: 1024 },
  { name: "seed", type: "integer", hint: "Seed of the sampling.", default: 1, min: 0, max: 2_147_483_647 },
  ...SAMPLING_FLAGS,
  BACKEND_FLAG,
  JSON_FLAG,
];

/** Completions of one prompt, each judged. */
export const sampleCommand: Command = {
  name: "sample",
  about: "Sample completions of a problem and judge them.",
  flags,
  async run(args) {
    const problem = readProblem(args.text("prompt"));
    const { policy } = await openPolicy(args);
    const { completions, logProbs } = await policy.sample([promptTokens(problem)], args.number("n"), {
      temperature: args.number("temperature"),
      topP: args.number("top-p"),
      maxNewTokens: args.number("max-new-tokens"),
      seed: args.number("seed"),
      step: 0,
      eosToken: EOS,
    });
    const results = completions.map((completion, i) => {
      const words = decodeWords(completion);
      const { answer, correct, format, truncated, behaviour } = judge(problem, words);
      return {
        text: words.join(" "),
        tokens: Array.from(completion),
        logProbs: Array.from(logProbs[i] ?? []),
        answer,
        correct,
        format,
        truncated,
        behaviour: behaviourCounts(behaviour),
      };
    });
    const lines = results.map(({ text, correct }) => `${correct ? "right" : "wrong"}  ${text}\n`);
    process.stdout.write(args.flag("json") ? `${JSON.stringify(results)}\n` : lines.join(""));
    policy.dispose();
  },
};

/** An unknown word is named by itself, before the form of the whole prompt is complained about. */
function readProblem(text: string): Problem {
  try {
    return parseProblem(text);
  } catch (error) {
    try {
      encode(text);
    } catch (unknownWord) {
      const message = unknownWord instanceof Error ? unknownWord.message : String(unknownWord);
      throw new Error(`--prompt: ${message}`, { cause: unknownWord });
    }
    throw error;
  }
}
