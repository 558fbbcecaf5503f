import { describe, expect, it } from "vitest";
import { Pace } from "../../../../src/engine/webgpu/rollout/pace.ts";

/** Runs `tokens` tokens on a machine that takes `perToken` milliseconds for each, and returns the slices. */
function slices(pace: Pace, tokens: number, perToken: number): number[] {
  const taken: number[] = [];
  for (let left = tokens; left > 0;) {
    const next = pace.next(left);
    taken.push(next);
    pace.took(next, next * perToken);
    left -= next;
  }
  return taken;
}

describe("pace of slices", () => {
  it("grows by doubling at most, and stays at what takes fifty milliseconds", () => {
    expect(slices(new Pace(), 200, 1)).toEqual([4, 8, 16, 32, 50, 50, 40]);
  });

  it("shrinks at once on a slow machine, and never below one token", () => {
    expect(slices(new Pace(), 8, 30)).toEqual([4, 1, 1, 1, 1]);
    expect(slices(new Pace(), 6, 500)).toEqual([4, 1, 1]);
  });

  it("begins each rollout with short slices, however fast the finished rows of the last one were", () => {
    const pace = new Pace();
    slices(pace, 400, 0.001);
    pace.begin();
    expect(slices(pace, 40, 10)).toEqual([4, 5, 5, 5, 5, 5, 5, 5, 1]);
    const slow = new Pace();
    slices(slow, 4, 50);
    slow.begin();
    expect(slow.next(9)).toBe(1);
  });
});
