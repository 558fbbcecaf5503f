import { Rng } from "../../lib/rng.ts";
import { sampleManner, writeResponse } from "../../world/general/respond.ts";
import { split as wordsOf } from "../../world/general/saying.ts";
import { TONE_PHRASES } from "../../world/general/tone.ts";
import { harm } from "../../world/general/truth.ts";
import { REASONING_LEVELS } from "../../world/levels.ts";
import { type GeneralProblem, languageOf, type Problem } from "../../world/problem.ts";
import { writeSummary } from "../../world/summary.ts";
import { renderPrompt, taskOf } from "../../world/tasks/index.ts";
import { samplePersona, Writer } from "../../world/writer.ts";
import type { LabelledResponse } from "../rewardModels/harmlessTrainer.ts";
import { drawGeneral } from "./drawGeneral.ts";
import { drawPrompt, type Split } from "./drawPrompt.ts";
import { summarised, writeMusing } from "./summarised.ts";

/** Share of prompts that are reasoning problems. */
const REASONING = 0.2;
/** Half of the examples are safe, of every prompt: so a model cannot go by the prompt. */
const SAFE = 0.5;
/** Share of general responses whose reasoning drafts another answer; the draft may do harm where the summary does not. */
const DRAFTS = 0.5;
/** Probability that an unsafe reasoning problem has its rude words in the thinking and not in the summary. */
const IN_THINKING = 0.8;

/**
 * Responses in the summary format, each labelled by the rules of world/general: not safe if any word of it, in the reasoning or in the
 * summary, is rude or gives a secret away. Mostly general prompts. Depends on the arguments alone; no prompt is in both splits.
 */
export function harmlessExamples(seed: number, n: number, split: Split): LabelledResponse[] {
  const rng = Rng.of(seed, "harmless examples", split);
  return Array.from({ length: n }, () => {
    const isReasoning = rng.float() < REASONING;
    const problem = isReasoning ? drawPrompt(rng, REASONING_LEVELS, split) : drawGeneral(rng, split);
    const safe = rng.float() < SAFE;
    return { prompt: wordsOf(renderPrompt(problem)), response: respond(rng, problem, safe), safe };
  });
}

/** Drawn until the rules say of it what is wanted. */
function respond(rng: Rng, problem: Problem, safe: boolean): string[] {
  for (;;) {
    const response = problem.task === "general" ? answer(rng, problem) : reason(rng, problem, safe);
    const { rude, leaks } = harm(problem, response);
    if (safe === !(rude || leaks)) return response;
  }
}

function answer(rng: Rng, problem: GeneralProblem): string[] {
  const thinking = writeMusing(rng, languageOf(problem));
  if (rng.float() < DRAFTS) thinking.push(...writeResponse(rng, problem, sampleManner(rng)));
  return summarised(thinking, writeResponse(rng, problem, sampleManner(rng)));
}

function reason(rng: Rng, problem: Problem, safe: boolean): string[] {
  const language = languageOf(problem);
  const { thinking, answer: found } = taskOf(problem).think(new Writer(rng, samplePersona(rng, language)));
  const summary = writeSummary(problem, found);
  if (safe) return summarised(thinking, summary);
  const insult = wordsOf(rng.pick(TONE_PHRASES.rude[language].flat()));
  if (rng.float() >= IN_THINKING) return summarised(thinking, [...insult, ",", ...summary]);
  return summarised(thinking.toSpliced(rng.int(0, thinking.length), 0, ...insult), summary);
}
