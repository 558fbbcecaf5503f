import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { drawProblems } from "../../src/trainer/drawProblems.ts";
import { heldOutProblems, isHeldOut } from "../../src/trainer/heldOut.ts";
import { levelOf } from "../../src/world/problem.ts";
import { LEVELS, problemKey } from "../../src/world/tasks/index.ts";

describe("held-out problems", () => {
  it("are distinct, as many as asked, and the same for the same seed", () => {
    const problems = heldOutProblems(999, 100, LEVELS);
    for (const level of LEVELS) {
      const keys = problems.filter((problem) => levelOf(problem) === level).map(problemKey);
      expect(keys).toHaveLength(100);
      expect(new Set(keys).size).toBe(100);
    }
    expect(heldOutProblems(999, 100, LEVELS)).toEqual(problems);
    expect(heldOutProblems(5, 100, LEVELS)).not.toEqual(problems);
  });

  it("are fewer where a level has no more: the small world of equations", () => {
    const equations = heldOutProblems(1, 500, ["equation"]);
    expect(equations.length).toBeGreaterThan(100);
    expect(equations.length).toBeLessThan(200);
    expect(new Set(equations.map(problemKey)).size).toBe(equations.length);
  });

  it("share no problem with training, whatever the seeds", () => {
    const heldOut = new Set([1, 2, 999].flatMap((seed) => heldOutProblems(seed, 60, LEVELS)).map(problemKey));
    for (let step = 1; step <= 40; step++) {
      for (const problem of drawProblems({ ...DEFAULT_CONFIG, seed: 3 }, step)) {
        expect(heldOut.has(problemKey(problem))).toBe(false);
        expect(isHeldOut(problem)).toBe(false);
      }
    }
  });

  it("are known in any order of a countdown's numbers", () => {
    expect(problemKey({ task: "countdown", numbers: [7, 3, 5], target: 9 })).toBe(
      problemKey({ task: "countdown", numbers: [5, 7, 3], target: 9 }),
    );
  });
});

describe("drawProblems", () => {
  it("follows the mix", () => {
    const config = { ...DEFAULT_CONFIG, prompts: 100, countdown3: 1, countdown4: 0, equation: 3 };
    const levels = [1, 2, 3, 4].flatMap((step) => drawProblems(config, step)).map(levelOf);
    const share = levels.filter((level) => level === "equation").length / levels.length;
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.85);
    expect(levels).not.toContain("countdown-4");
  });

  it("depends on seed and step alone", () => {
    expect(drawProblems(DEFAULT_CONFIG, 3)).toEqual(drawProblems(DEFAULT_CONFIG, 3));
    expect(drawProblems(DEFAULT_CONFIG, 4)).not.toEqual(drawProblems(DEFAULT_CONFIG, 3));
    expect(drawProblems({ ...DEFAULT_CONFIG, seed: 2 }, 3)).not.toEqual(drawProblems(DEFAULT_CONFIG, 3));
  });

  it("refuses a mix of nothing", () => {
    const config = { ...DEFAULT_CONFIG, countdown3: 0, countdown4: 0, equation: 0 };
    expect(() => drawProblems(config, 1)).toThrow("drawProblems: expected a level with a weight above 0, got none");
  });
});
