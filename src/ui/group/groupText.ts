import type { CompletionView, GroupView } from "../../protocol/messages.ts";
import type { Literal, Problem } from "../../world/problem.ts";
import { renderProblem } from "../../world/tasks/index.ts";
import { counted, fixed, numberWord, short, signed } from "../trace/numberText.ts";
import { rankGroup, type RankedRow } from "./rankGroup.ts";

/** "accuracy 1 + format 0.1"; parts that are 0 in every way are left out; "nothing" when no part paid. */
export function rewardPartsText(parts: Readonly<Record<string, number>>): string {
  const paid = Object.entries(parts).filter(([, value]) => value !== 0);
  if (paid.length === 0) return "nothing";
  return paid
    .map(([name, value], i) => {
      const words = name.replaceAll("_", " ");
      if (i === 0) return `${words} ${short(value, 2)}`;
      return value < 0 ? `− ${words} ${short(-value, 2)}` : `+ ${words} ${short(value, 2)}`;
    })
    .join(" ");
}

/** The problem as a sentence for people. */
export function problemText(problem: Problem): string {
  switch (problem.task) {
    case "countdown": {
      const last = problem.numbers.at(-1);
      return `Make ${problem.target} from ${problem.numbers.slice(0, -1).join(", ")} and ${last}`;
    }
    case "equation":
      return `Find x: ${problem.a} · x + ${problem.b} = ${problem.c}`;
    case "arithmetic":
      return `Compute ${problem.numbers.map((n, i) => (i === 0 ? n : `${problem.signs[i] === -1 ? "−" : "+"} ${n}`)).join(" ")}`;
    case "program":
      return `Write f with ${problem.examples.map(([x, y]) => `f(${x}) = ${y}`).join(", ")}`;
    case "science":
      return `Find ${problem.find} from ${problem.given.map(([name, value]) => `${name} = ${value}`).join(", ")}`;
    case "logic":
      return `Satisfy ${problem.clauses.map(clauseText).join(", ")}`;
    case "knights":
      return `Who tells the truth? ${problem.statements.map((clause, i) => `${VARIABLES[i]}: ${clauseText(clause)}`).join(", ")}`;
    case "general":
      return capitalised(renderProblem(problem));
  }
}

const VARIABLES = ["p", "q", "r"] as const;

const clauseText = (clause: readonly Literal[]): string =>
  clause.map(({ variable, negated }) => `${negated ? "not " : ""}${VARIABLES[variable]}`).join(" or ");

export const groupHeading = ({ step, index, promptCount, completions }: GroupView): string =>
  `Step ${counted(step)}, question ${index + 1} of ${promptCount} · its ${completions.length} answers, best first`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Why this group pushes nothing, in words; null when it does push. Decided by exact equality of the rewards. */
export function noGradientText({ completions }: Pick<GroupView, "completions">): string | null {
  const first = completions[0];
  if (!first || completions.some(({ reward }) => reward !== first.reward)) return null;
  const lesson = completions.every(({ correct }) => correct)
    ? "It has nothing left to learn from this question."
    : completions.some(({ correct }) => correct)
      ? "The reward does not tell its answers apart."
      : "It cannot learn from a question that it never gets right.";
  return `All ${numberWord(completions.length)} earned the same: no gradient. ${lesson}`;
}

/** "5 of 16 right · mean reward 0.83, spread 0.41". */
export function groupSummary({ completions, meanReward, stdReward }: GroupView): string {
  const right = completions.filter(({ correct }) => correct).length;
  return `${right} of ${completions.length} right · mean reward ${fixed(meanReward)}, spread ${fixed(stdReward)}`;
}

/** "right", "wrong", "wrong, cut off at the longest allowed answer": what the mark in front of a row says. */
export function verdictText({ correct, truncated, answer, format }: CompletionView): string {
  if (correct) return format ? "right" : "right, tags not in order";
  if (truncated) return "wrong, cut off at the longest answer";
  if (answer === null) return "wrong, no answer given";
  return format ? "wrong" : "wrong, tags not in order";
}

/** What a screen reader says for a row: its place, verdict, reward and advantage. */
export function rowLabel({ view, indices }: RankedRow, place: number): string {
  const times = indices.length > 1 ? `, written ${indices.length} times` : "";
  return `Answer ${place}, ${verdictText(view)}, reward ${short(view.reward, 2)}, advantage ${signed(view.advantage)}${times}`;
}

/** The whole group as plain text, for the clipboard. */
export function groupAsText(group: GroupView): string {
  const { above, below, allEqual } = rankGroup(group);
  const row = ({ view, indices }: RankedRow): string => {
    const times = indices.length > 1 ? ` ×${indices.length}` : "";
    const head = `[${verdictText(view)}]${times} reward ${short(view.reward, 2)} = ${rewardPartsText(view.rewardParts)}, advantage ${signed(view.advantage)}`;
    return `${head}\n${view.text}`;
  };
  const middle = allEqual
    ? [noGradientText(group) ?? ""]
    : below.length > 0
      ? [`--- group mean ${fixed(group.meanReward)} ---`]
      : [];
  return [
    capitalised(groupHeading(group)),
    group.prompt,
    groupSummary(group),
    "",
    ...[...above.map(row), ...middle, ...below.map(row)].flatMap((block) => [block, ""]),
  ]
    .join("\n")
    .trimEnd();
}
