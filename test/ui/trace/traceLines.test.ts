import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traceLayout } from "../../../src/ui/trace/traceLines.ts";
import { judge } from "../../../src/world/judge.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const layoutOf = (text: string) => {
  const words = text.split(" ");
  const { marks, lines } = traceLayout(words, judge(PROBLEM, words).behaviour);
  return {
    words,
    marks,
    lines: lines.map(({ runs }) => runs.flatMap(({ start, end }) => words.slice(start, end)).join(" ")),
  };
};

describe("traceLayout", () => {
  it("sets an attempt a line, led by its turning word and ended by its verdict", () => {
    const { lines } = layoutOf(
      "<think> try 6 : 5 * 6 = 30 + 9 = 39 high hmm try 5 : 5 * 5 = 25 + 9 = 34 yes </think> <answer> 5 </answer> <eos>",
    );
    expect(lines).toEqual([
      "<think>",
      "try 6 : 5 * 6 = 30 + 9 = 39 high",
      "hmm try 5 : 5 * 5 = 25 + 9 = 34 yes",
      "</think> <answer> 5 </answer> <eos>",
    ]);
  });

  it("tells effective, superficial and mistaken words apart", () => {
    const { words, marks } = layoutOf(
      "<think> try 6 : 5 * 6 = 30 + 9 = 39 yes wait try 6 : 5 * 6 = 30 + 9 = 39 high 等等 try 5 : 5 * 5 = 25 + 9 = 34 对 </think> <answer> 5 </answer> <eos>",
    );
    const at = (word: string) => marks[words.indexOf(word)];
    expect(at("yes")).toEqual({ kind: "verdict", positive: true, wrong: true });
    expect(at("wait")).toEqual({ kind: "reflection", effect: "superficial" });
    expect(at("等等")).toEqual({ kind: "reflection", effect: "effective" });
    expect(at("对")).toEqual({ kind: "verdict", positive: true, wrong: false });
    expect(at("<answer>")).toEqual({ kind: "tag" });
  });

  it("keeps every word, in order, whatever the model wrote", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 60 }), (words) => {
        const { lines } = traceLayout(words, judge(PROBLEM, words).behaviour);
        const indices = lines.flatMap(({ runs }) =>
          runs.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, k) => start + k)),
        );
        expect(indices).toEqual(words.map((_, i) => i));
      }),
      { seed: 3 },
    );
  });
});
