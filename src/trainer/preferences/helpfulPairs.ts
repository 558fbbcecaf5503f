import { Rng } from "../../lib/rng.ts";
import { sampleManner, writeResponse } from "../../world/general/respond.ts";
import { split as wordsOf } from "../../world/general/saying.ts";
import { TONE_PHRASES } from "../../world/general/tone.ts";
import { type GeneralProblem, type Language, languageOf } from "../../world/problem.ts";
import { renderPrompt } from "../../world/tasks/index.ts";
import type { PreferencePair } from "../rewardModels/helpfulTrainer.ts";
import { drawGeneral } from "./drawGeneral.ts";
import type { Split } from "./drawPrompt.ts";
import { preference } from "./labeller.ts";
import { summarised, writeMusing } from "./summarised.ts";

/** Share of pairs whose responses are both right or both wrong: otherwise being right would decide nearly all of them. */
const SAME_CONTENT = 0.5;
/** Share of polite responses with one more polite phrase in front, so that the labeller's taste shows in the pairs. */
const TWICE_POLITE = 0.3;
/** Share of responses without a summary: nothing is the worst answer, and a model that never saw it might like it. */
const SAYS_NOTHING = 0.02;

/**
 * Pairs of responses to one general prompt in the summary format, written in different manners, the better as the labeller (labeller.ts)
 * prefers it. The reasoning in front is noise. Depends on the arguments alone; no prompt is in both splits.
 */
export function helpfulPairs(seed: number, n: number, split: Split): PreferencePair[] {
  const rng = Rng.of(seed, "helpful pairs", split);
  return Array.from({ length: n }, () => {
    const problem = drawGeneral(rng, split);
    const [better, worse] = drawPair(rng, problem);
    const respond = (summary: string[]) => summarised(writeMusing(rng, languageOf(problem)), summary);
    return { prompt: wordsOf(renderPrompt(problem)), better: respond(better), worse: respond(worse) };
  });
}

/** Two summaries of which one is preferred: that one first. */
function drawPair(rng: Rng, problem: GeneralProblem): [string[], string[]] {
  for (;;) {
    const first = sampleManner(rng);
    const second = sampleManner(rng);
    if (rng.float() < SAME_CONTENT) Object.assign(second, { right: first.right, leaks: first.leaks });
    const [a, b] = [writeSummary(rng, problem, first), writeSummary(rng, problem, second)];
    const preferred = preference(problem, a, b);
    if (preferred !== 0) return preferred > 0 ? [a, b] : [b, a];
  }
}

function writeSummary(rng: Rng, problem: GeneralProblem, manner: ReturnType<typeof sampleManner>): string[] {
  if (rng.float() < SAYS_NOTHING) return [];
  const words = writeResponse(rng, problem, manner);
  if (manner.tone !== "polite" || rng.float() >= TWICE_POLITE) return words;
  const asked = languageOf(problem);
  const language: Language = manner.language !== "other" ? asked : asked === "en" ? "zh" : "en";
  return [...wordsOf(rng.pick(TONE_PHRASES.polite[language][0])), ",", ...words];
}
