import type { Policy } from "../engine/policy.ts";
import type { RewardModelKind } from "../protocol/pipeline.ts";
import { GenerativeJudge } from "../trainer/rewardModels/generativeJudge.ts";
import { judgeText } from "../trainer/rewardModels/judgeText.ts";
import { RewardModel } from "../trainer/rewardModels/rewardModel.ts";
import { decode } from "../world/vocabulary.ts";
import { BACKEND_FLAG, backendChoice } from "./backendFlag.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { createCliPolicy } from "./createCliPolicy.ts";
import { readInput } from "./readInput.ts";
import { readRewardModel, REWARD_MODEL_KINDS } from "./rewardModelCheckpoint.ts";
import { rewardModelLine, type RewardModelItem } from "./rewardModelLine.ts";

/** A JSON line for every line of the input; stops at the first malformed one, after printing those before it. */
export const rewardModelCommand: Command = {
  name: "reward-model",
  about:
    "Score responses with a reward model. Prints a JSON line with the score and the words it read for every line of the input.",
  flags: [
    {
      name: "kind",
      type: "choice",
      hint: "helpful reads the summary, harmless every word, generative compares with a reference.",
      options: REWARD_MODEL_KINDS,
      required: true,
    },
    {
      name: "input",
      type: "string",
      hint: 'JSONL of {"prompt", "response"} (generative: and "reference"), in words; "-" is standard input.',
      required: true,
    },
    {
      name: "checkpoint",
      type: "string",
      hint: "Path without extension of a reward model of this kind. Default public/checkpoints/reward-KIND.",
    },
    BACKEND_FLAG,
    { ...JSON_FLAG, hint: "Accepted for symmetry; the output is JSON lines either way." },
  ],
  async run(args) {
    const kind = REWARD_MODEL_KINDS.find((known) => known === args.text("kind")) ?? "helpful";
    const { items, failure } = readItems(await readInput(args.text("input")), args.text("input"), kind);
    const { shape, weights } = readRewardModel(kind, args.optionalText("checkpoint"));
    if (items.length > 0) {
      const policy = await createCliPolicy(backendChoice(args), shape, weights);
      for (const result of await judge(policy, kind, items)) process.stdout.write(`${JSON.stringify(result)}\n`);
      policy.dispose();
    }
    if (failure !== null) throw failure.error;
    if (items.length === 0) throw new Error(`${nameOf(args.text("input"))}: expected at least one JSON line, got none`);
  },
};

const nameOf = (input: string): string => (input === "-" ? "stdin" : input);

/** The lines up to the first malformed one, and what is wrong with that. */
function readItems(
  content: string,
  input: string,
  kind: RewardModelKind,
): { items: RewardModelItem[]; failure: { error: unknown } | null } {
  const items: RewardModelItem[] = [];
  for (const [i, line] of content
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    try {
      items.push(rewardModelLine(line, `${nameOf(input)}, line ${i + 1}`, kind === "generative"));
    } catch (error) {
      return { items, failure: { error } };
    }
  }
  return { items, failure: null };
}

async function judge(policy: Policy, kind: RewardModelKind, items: RewardModelItem[]): Promise<object[]> {
  if (kind !== "generative") {
    const model = new RewardModel(policy, kind);
    const scores = await model.score(items);
    return items.map((item, i) => ({ score: scores[i], reads: decode(model.reads(item)) }));
  }
  const compared = items.map(({ prompt, ...item }) => ({ ...item, question: prompt }));
  const verdicts = await new GenerativeJudge(policy).judgeAll(compared);
  return verdicts.map(({ yes, margin }, i) => ({
    score: margin,
    reads: compared
      .slice(i, i + 1)
      .map((item) => decode(judgeText(item)))
      .join(""),
    verdict: yes ? "yes" : "no",
  }));
}
