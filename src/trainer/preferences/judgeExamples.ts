import { Rng } from "../../lib/rng.ts";
import { sampleManner, writeResponse } from "../../world/general/respond.ts";
import { REASONING_LEVELS } from "../../world/levels.ts";
import { languageOf, type Problem } from "../../world/problem.ts";
import { writeSummary } from "../../world/summary.ts";
import { taskOf } from "../../world/tasks/index.ts";
import { samplePersona, Writer } from "../../world/writer.ts";
import type { JudgeExample } from "../rewardModels/judgeText.ts";
import { drawGeneral } from "./drawGeneral.ts";
import { drawPrompt, type Split } from "./drawPrompt.ts";

/** Share of questions that are reasoning problems; the others are general prompts, where only such a judge can decide. */
const REASONING = 0.4;
/** Half of the responses say the same as the reference, for every question. */
const SAME = 0.5;
/** Share of answers to reasoning problems that stand bare, without a sentence. */
const BARE = 0.4;
/** Share of wrong answers that somebody thought about, and so look more like right ones. */
const THOUGHT = 0.5;
const MOST_DRAWS = 1000;

/**
 * Questions with a reference answer and a response that says the same otherwise (in another order, a bare word, another sentence, the
 * other language) or something else. The label is the rules' own: the response passes the problem's check, which a rude answer to
 * a general prompt does not. Depends on the arguments alone; no question is in both splits.
 */
export function judgeExamples(seed: number, n: number, split: Split): JudgeExample[] {
  const rng = Rng.of(seed, "judge examples", split);
  const examples: JudgeExample[] = [];
  while (examples.length < n) {
    const problem = rng.float() < REASONING ? drawPrompt(rng, REASONING_LEVELS, split) : drawGeneral(rng, split);
    const same = rng.float() < SAME;
    const reference = taskOf(problem).solve();
    const response = respond(rng, problem, same);
    if (reference === null || response === null) continue;
    examples.push({ question: taskOf(problem).render(), reference, response, same });
  }
  return examples;
}

/** Drawn until the rules say of it what is wanted; null where that does not come. */
function respond(rng: Rng, problem: Problem, same: boolean): string[] | null {
  const task = taskOf(problem);
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const answer = propose(rng, problem, same);
    if (task.check(answer) !== same) continue;
    return problem.task === "general" || rng.float() < BARE ? answer : writeSummary(problem, answer);
  }
  return null;
}

function propose(rng: Rng, problem: Problem, same: boolean): string[] {
  if (problem.task === "general") return writeResponse(rng, problem, sampleManner(rng));
  const task = taskOf(problem);
  if (!same && rng.float() >= THOUGHT) return task.guess(rng);
  return task.think(new Writer(rng, samplePersona(rng, languageOf(problem)))).answer;
}
