import type { Problem } from "../world/problem.ts";
import { parseProblem, renderPrompt } from "../world/tasks/index.ts";
import { encode } from "../world/vocabulary.ts";

/**
 * The words of a prompt as models read them, from a bare one ("what colour is snow ?") or a framed one, in either language. A question
 * that no task asks is framed in the language that it is mostly written in.
 *
 * @throws naming the first word that is not in the vocabulary
 */
export function framedPrompt(text: string): string[] {
  encode(text);
  const problem = read(text);
  if (problem !== null) return renderPrompt(problem).split(" ");
  const words = text.trim().split(/\s+/);
  const [opening = ""] = words[0] === "<bos>" ? words.slice(1) : words;
  if (opening === "user" || opening === "用户") return words[0] === "<bos>" ? words : ["<bos>", ...words];
  const question = words.at(-1) === "?" ? words.slice(0, -1) : words;
  const chinese = question.filter((word) => /\p{Script=Han}/u.test(word)).length;
  const isChinese = chinese > question.filter((word) => /^[a-z]{2,}$/.test(word)).length;
  const [user, assistant] = isChinese ? ["用户", "助手"] : ["user", "assistant"];
  return ["<bos>", user, ":", ...question, "?", assistant, ":"];
}

function read(text: string): Problem | null {
  try {
    return parseProblem(text);
  } catch {
    // A reward model may be asked about any words; only the tasks need to know what is meant.
    return null;
  }
}
