import { mean } from "../lib/statistics.ts";
import type { Metrics } from "../protocol/messages.ts";
import { languageOf } from "../world/problem.ts";
import { REFLECTION_WORDS } from "../world/vocabulary.ts";
import type { RolloutRow } from "./rolloutStep.ts";

const WAIT: ReadonlySet<string> = new Set(["wait", "等等"]);

/**
 * What the completions of a step do, as parseBehaviour sees it. `_rate`: share of the completions in which it occurs; otherwise
 * the mean count in a completion. behaviour/aha_count is the step's total.
 *
 * language/consistency: mean share of the prompt's language among the thinking's words (1 for none); language/en_share: of English over all
 * words of the step, and left out when there are none.
 */
export function behaviourMetrics(rows: readonly RolloutRow[]): Metrics {
  const behaviours = rows.map((row) => row.judged.behaviour);
  const each = (value: (behaviour: (typeof behaviours)[number]) => number): number => mean(behaviours.map(value));
  const words = (wanted: ReadonlySet<string>): number =>
    mean(rows.map((row) => row.words.filter((word) => wanted.has(word)).length));
  const en = behaviours.reduce((sum, { words: { en } }) => sum + en, 0);
  const zh = behaviours.reduce((sum, { words: { zh } }) => sum + zh, 0);
  return {
    "behaviour/reflection_rate": each((b) => Number(b.reflections > 0)),
    "behaviour/aha_rate": each((b) => Number(b.aha)),
    "behaviour/superficial_rate": each((b) => Number(b.superficial > 0)),
    "behaviour/aha_count": behaviours.filter((b) => b.aha).length,
    "behaviour/reflections": each((b) => b.reflections),
    "behaviour/backtracks": each((b) => b.backtracks),
    "behaviour/attempts": each((b) => b.attempts),
    "behaviour/wrong_verdicts": each((b) => b.wrongVerdicts),
    "behaviour/arithmetic_errors": each((b) => b.arithmeticErrors),
    "words/reflection": words(REFLECTION_WORDS),
    "words/wait": words(WAIT),
    "language/consistency": mean(rows.map(consistency)),
    ...(en + zh > 0 ? { "language/en_share": en / (en + zh) } : {}),
  };
}

function consistency({ problem, judged }: RolloutRow): number {
  const { words } = judged.behaviour;
  return words.en + words.zh === 0 ? 1 : words[languageOf(problem)] / (words.en + words.zh);
}
