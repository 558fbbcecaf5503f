/** TEST ONLY: a policy of bigrams that now and then knows by heart what somebody wrote, so that sieves have something to keep. */
import type { Rollout, SampleOptions } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";
import { sampleManner, writeResponse } from "../../src/world/general/respond.ts";
import { languageOf, type Problem } from "../../src/world/problem.ts";
import { parseProblem, taskOf } from "../../src/world/tasks/index.ts";
import { decode, encode } from "../../src/world/vocabulary.ts";
import { Writer } from "../../src/world/writer.ts";
import { FakePolicy } from "../support/fakePolicy.ts";

export class QuotingPolicy extends FakePolicy {
  /** Of the rows that are quoted. */
  share = 0.5;

  override async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    const rollout = await super.sample(prompts, groupSize, options);
    for (const row of rollout.completions.keys()) {
      const rng = Rng.of(options.seed, "quote", options.step, row);
      if (rng.float() >= this.share) continue;
      const prompt = prompts[Math.floor(row / groupSize)] ?? new Int32Array();
      const completion = encode(quoted(rng, asked(prompt)).join(" ")).slice(0, options.maxNewTokens);
      const { temperature, slot = "policy" } = options;
      const { logProbs } = await this.forward([{ prompt, completion }], { temperature, slot });
      rollout.completions[row] = completion;
      rollout.logProbs[row] = logProbs;
    }
    return rollout;
  }
}

/** The last question of a prompt. */
function asked(prompt: Int32Array): Problem {
  const text =
    decode(prompt)
      .split(/(?:user|用户) : /)
      .at(-1) ?? "";
  return parseProblem(text.replace(/ \? (assistant|助手) :$/, ""));
}

function quoted(rng: Rng, problem: Problem): string[] {
  if (problem.task === "general") return [...writeResponse(rng, problem, sampleManner(rng)), "<eos>"];
  const language = rng.float() < 0.8 ? languageOf(problem) : "mixed";
  const { thinking, answer } = taskOf(problem).think(new Writer(rng, { direct: false, persistence: 0.97, language }));
  return ["<think>", ...thinking, "</think>", "<answer>", ...answer, "</answer>", "<eos>"];
}
