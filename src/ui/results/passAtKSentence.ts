import { type Difference, meanDifference, pairedDifferences } from "../../lib/bootstrap.ts";
import type { SuiteProblem, SuiteResult } from "../../protocol/suite.ts";
import { compareMeasured } from "../../world/comparison.ts";
import { domainOf } from "../../world/levels.ts";
import { differenceSentence } from "./resultText.ts";

/** Does training raise pass@k, or only pass@1? In words, from the paired differences over all reasoning problems. */
export function passAtKSentence(before: SuiteResult, after: SuiteResult): string {
  const one = compareMeasured(before, after, { domain: "reasoning" }, "pass@1");
  const many = solvedAtAll(before, after);
  if (one === null || many === null) return "The two were not measured on the same problems with as many samples.";
  const k = `pass@${after.samples}`;
  const numbers =
    `pass@1 ${differenceSentence(one.difference, "share")}, ` +
    `${k} ${differenceSentence(many.difference, "share")}, n\u00a0=\u00a0${one.n}.`;
  return `${verdict(one, many, k)} ${numbers}`;
}

function verdict(one: Difference, many: Difference, k: string): string {
  const [first, last] = [direction(one), direction(many)];
  if (first === "up" && last === "up")
    return `Both rose: it finds more often what it could find, and finds what it could not.`;
  if (first === "up" && last === "none") {
    return `Only pass@1 rose: it finds more often what the model before could already find among many samples; no change of ${k} is shown.`;
  }
  if (first === "up") return `pass@1 rose and ${k} fell: it is surer of fewer problems.`;
  if (last === "up") return `${k} rose without a rise of pass@1: it finds other problems, not surer ones.`;
  return first === "none" && last === "none"
    ? "No change is shown of either."
    : "No rise is shown of either, and a fall of one.";
}

const direction = ({ difference, excludesZero }: Difference): "up" | "down" | "none" =>
  excludesZero ? (difference.value > 0 ? "up" : "down") : "none";

/** pass@k with k = samples: the share of problems with a right one among all samples. */
function solvedAtAll(before: SuiteResult, after: SuiteResult): Difference | null {
  if (before.suite.hash !== after.suite.hash || before.samples !== after.samples) return null;
  const reasoning = ({ level }: SuiteProblem): boolean => domainOf(level) !== "general";
  const solved = ({ right }: SuiteProblem): number => (right > 0 ? 1 : 0);
  return meanDifference(
    pairedDifferences(
      before.problems.filter(reasoning),
      after.problems.filter(reasoning),
      (a, b) => solved(b) - solved(a),
    ),
  );
}
