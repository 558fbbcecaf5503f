import type { ReasonTrace } from "../../store/reasonState.ts";
import type { Judged } from "../../world/judge.ts";
import type { Problem } from "../../world/problem.ts";
import { taskOf } from "../../world/tasks/index.ts";

export interface Verdict {
  tone: "right" | "wrong" | "open";
  /** A few words: "right", "wrong", "no answer in the asked form". */
  text: string;
  /** What goes with it, behind a colon; "" where nothing does. */
  detail: string;
}

/** What the checker says about an answer that has ended, in words. */
export function verdictText(problem: Problem, judged: Judged, budget: number): Verdict {
  if (judged.correct)
    return { tone: "right", text: "right", detail: judged.format ? "" : "but its tags are not in order" };
  if (judged.answer === null) {
    const text = judged.truncated ? `cut off at the budget of ${budget} tokens` : "no answer in the asked form";
    return { tone: "wrong", text, detail: "" };
  }
  const wrong = (detail: string): Verdict => ({ tone: "wrong", text: "wrong", detail });
  if (problem.task === "general") return wrong("the rules of this prompt ask for something else");
  const right = taskOf(problem).solve()?.join(" ");
  return wrong(`${judged.answer} does not solve it; ${right === undefined ? "nothing does" : `${right} does`}`);
}

/** The same for an answer in whatever state it is. */
export function traceVerdict({ status, tokens, problem, sampling }: ReasonTrace, judged: Judged): Verdict {
  switch (status) {
    case "thinking":
      return { tone: "open", text: tokens.length === 0 ? "waiting for the first token" : "thinking", detail: "" };
    case "stopped":
      return { tone: "open", text: "stopped", detail: "" };
    case "failed":
      return { tone: "open", text: "broken off by a failure", detail: "" };
    default:
      return verdictText(problem, judged, sampling.budget);
  }
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** "42 tokens, 3 attempts, 2 reflections of which 1 superficial". */
export function behaviourText(tokens: number, { behaviour }: Judged): string {
  const { attempts, reflections, superficial, aha } = behaviour;
  const parts = [count(tokens, "token")];
  if (attempts > 0) parts.push(count(attempts, "attempt"));
  if (reflections > 0) {
    parts.push(count(reflections, "reflection") + (superficial > 0 ? ` of which ${superficial} superficial` : ""));
  }
  if (aha) parts.push("an aha");
  return parts.join(", ");
}
