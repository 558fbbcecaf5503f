import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { levelOf } from "../../../src/world/problem.ts";
import {
  canonicalAnswer,
  ALL_LEVELS,
  parseProblem,
  promptTokens,
  renderProblem,
  renderPrompt,
  sampleProblem,
} from "../../../src/world/tasks/index.ts";
import { decode } from "../../../src/world/vocabulary.ts";

describe("the tasks", () => {
  it("sample, render and read back every level, in any frame", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...ALL_LEVELS),
        fc.constantFrom("en" as const, "zh" as const),
        (seed, level, language) => {
          const problem = sampleProblem(Rng.of(seed), level, language);
          const bare = renderProblem(problem);
          expect(levelOf(problem)).toBe(level);
          const [user, assistant] = language === "en" ? ["user", "assistant"] : ["用户", "助手"];
          expect(decode(promptTokens(problem))).toBe(`<bos> ${user} : ${bare} ? ${assistant} :`);
          for (const text of [bare, `${bare} ?`, `${bare}?`, ` ${user} : ${bare} ?`, renderPrompt(problem)]) {
            expect(parseProblem(text)).toEqual(problem);
          }
        },
      ),
    );
  });

  it("name the prompts of the issue", () => {
    expect(parseProblem("use 7 3 5 make 9")).toEqual({ task: "countdown", numbers: [7, 3, 5], target: 9 });
    expect(parseProblem("find x : 3 * x + 4 = 19")).toEqual({ task: "equation", a: 3, b: 4, c: 19 });
  });

  it.each([
    "",
    "use make 9",
    "use 7 make 9",
    "use 7 3 5 make",
    "use 7 3 5 make 100",
    "use 7 3 x make 9",
    "find x : 3 * x = 19",
    "find x : 3 * y + 4 = 19",
    "find x : 0 * x + 4 = 4",
    "find x : 3 * x + 4 = 19 now",
    "write f : 1 > 5",
  ])("refuse %j and say what they understand", (text) => {
    expect(() => parseProblem(text)).toThrow(/expected "use 7 3 5 make 9".*got/);
  });

  it("give rewritings one vote", () => {
    const problem = parseProblem("use 7 3 5 make 9");
    expect(canonicalAnswer(problem, "7 - 3 + 5")).toBe("5 + 7 - 3");
    expect(canonicalAnswer(problem, "5 + 7 - 3")).toBe("5 + 7 - 3");
    expect(canonicalAnswer(problem, "7 = 3")).toBe("7 = 3");
    expect([null, "", " "].map((answer) => canonicalAnswer(problem, answer))).toEqual([null, null, null]);
    expect(canonicalAnswer(parseProblem("find x : 3 * x + 4 = 19"), "5")).toBe("5");
  });
});
