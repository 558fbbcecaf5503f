import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankGroup } from "../../../src/ui/group/rankGroup.ts";
import { completionView, groupView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const answer = (x: number, reward: number, advantage = 0) =>
  completionView(PROBLEM, `<answer> ${x} </answer> <eos>`, { reward, advantage });

describe("rankGroup", () => {
  it("puts the best first and cuts at the mean", () => {
    const { above, below, allEqual } = rankGroup(
      groupView(PROBLEM, [answer(1, 0.1), answer(5, 1.1), answer(2, 0), answer(6, 1)]),
    );
    expect(above.map(({ view }) => view.reward)).toEqual([1.1, 1]);
    expect(below.map(({ view }) => view.reward)).toEqual([0.1, 0]);
    expect(allEqual).toBe(false);
  });

  it("folds identical completions and remembers which they were", () => {
    const { above, below } = rankGroup(groupView(PROBLEM, [answer(1, 0), answer(5, 1), answer(1, 0), answer(1, 0)]));
    expect(above).toHaveLength(1);
    expect(below.map(({ indices }) => indices)).toEqual([[0, 2, 3]]);
  });

  it("draws no baseline when every reward is exactly equal", () => {
    const { above, below, allEqual } = rankGroup(groupView(PROBLEM, [answer(1, 0.1), answer(2, 0.1), answer(3, 0.1)]));
    expect([above.length, below.length, allEqual]).toEqual([3, 0, true]);
  });

  it("does not call a reward below the mean for the rounding of the mean", () => {
    const group = groupView(PROBLEM, [answer(1, 0.1), answer(2, 0.1), answer(3, 0.1)]);
    expect(rankGroup({ ...group, meanReward: 0.1 + 1e-16 + Number.EPSILON }).below).toEqual([]);
  });

  it("loses and invents nothing", () => {
    const one = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 0.1, 1, 1.1));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (rows) => {
        const group = groupView(
          PROBLEM,
          rows.map(([x, reward]) => answer(x, reward)),
        );
        const { above, below } = rankGroup(group);
        const all = [...above, ...below];
        expect(all.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
        const rewards = all.map(({ view }) => view.reward);
        expect(rewards).toEqual([...rewards].sort((a, b) => b - a));
      }),
      { seed: 5 },
    );
  });
});
