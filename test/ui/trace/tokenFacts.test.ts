import { describe, expect, it } from "vitest";
import { completionWords } from "../../../src/ui/trace/completionWords.ts";
import { tokenFacts } from "../../../src/ui/trace/tokenFacts.ts";
import { traceKey } from "../../../src/ui/trace/traceKeys.ts";
import { completionView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;

describe("tokenFacts", () => {
  it("lists what was measured and leaves out what was not", () => {
    const view = completionView(PROBLEM, "<answer> 5", {
      oldLogProbs: [Math.log(0.25), 0],
      ratios: [1.3, 1],
      clipped: [1, 0],
      advantage: -0.5,
    });
    const facts = Object.fromEntries(tokenFacts(view, 0).map(({ name, value }) => [name, value]));
    expect(facts["probability when sampled"]).toBe("0.250");
    expect(facts["ratio"]).toBe("1.300, clipped above");
    expect(facts["advantage"]).toBe("−0.50");
    expect(facts).not.toHaveProperty("KL to the base");
    expect(tokenFacts(view, 1)[0]?.value).toBe("above 0.999");
  });
});

describe("completionWords", () => {
  it("gives one word a token and refuses anything else", () => {
    expect(completionWords({ text: "<think> 等等", tokens: [3, 4] })).toEqual(["<think>", "等等"]);
    expect(completionWords({ text: "", tokens: [] })).toEqual([]);
    expect(() => completionWords({ text: "a b", tokens: [1] })).toThrow(
      "completionWords: expected 1 words (one a token), got 2",
    );
  });
});

describe("traceKey", () => {
  const trace = completionView(PROBLEM, "<think> try 6 : 5 * 6 = 30 + 9 = 39 high wait try 5 : 5 * 5 = 25 + 9 = 34 yes")
    .behaviour.trace;
  const length = 27;

  it("moves by token and by attempt and stops at the ends", () => {
    expect(traceKey("ArrowRight", null, length, trace)).toBe(0);
    expect(traceKey("ArrowLeft", 0, length, trace)).toBe(0);
    expect(traceKey("ArrowRight", 26, length, trace)).toBe(26);
    expect(traceKey("ArrowDown", 0, length, trace)).toBe(trace[0]?.start);
    expect(traceKey("ArrowDown", trace[0]?.start ?? 0, length, trace)).toBe(trace[1]?.start);
    expect(traceKey("ArrowUp", 26, length, trace)).toBe(trace[1]?.start);
    expect([traceKey("Home", 5, length, trace), traceKey("End", 5, length, trace)]).toEqual([0, 26]);
  });

  it("leaves other keys and empty traces alone", () => {
    expect(traceKey("a", 3, length, trace)).toBeNull();
    expect(traceKey("ArrowRight", null, 0, [])).toBeNull();
  });
});
