import type { CompletionView, GroupView } from "../../protocol/messages.ts";

/** Identical completions of a group, folded into one row. */
export interface RankedRow {
  view: CompletionView;
  /** Places in the group (0-based, order of sampling); their number is how often this completion was sampled. */
  indices: number[];
}

export interface RankedGroup {
  /** Reward at or above the group's mean, best first. */
  above: RankedRow[];
  below: RankedRow[];
  /** Every reward is exactly equal: no baseline to draw, no gradient. */
  allEqual: boolean;
}

const sameTokens = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((token, i) => token === b[i]);

/**
 * Best first by reward; ties by advantage (they differ when rewards are normalised one by one), then shorter first,
 * then in order of sampling.
 * The baseline stands between `above` and `below`.
 */
export function rankGroup({ completions, meanReward }: Pick<GroupView, "completions" | "meanReward">): RankedGroup {
  const rows: RankedRow[] = [];
  completions.forEach((view, index) => {
    const twin = rows.find((row) => row.view.reward === view.reward && sameTokens(row.view.tokens, view.tokens));
    if (twin) twin.indices.push(index);
    else rows.push({ view, indices: [index] });
  });
  rows.sort(
    (a, b) =>
      b.view.reward - a.view.reward ||
      b.view.advantage - a.view.advantage ||
      a.view.tokens.length - b.view.tokens.length ||
      (a.indices[0] ?? 0) - (b.indices[0] ?? 0),
  );
  // The mean was summed in another order than a reader would: a reward that equals it up to rounding is not below it.
  const isBelow = ({ view }: RankedRow): boolean => view.reward < meanReward - 1e-9;
  return {
    above: rows.filter((row) => !isBelow(row)),
    below: rows.filter(isBelow),
    allEqual: completions.every(({ reward }) => reward === completions[0]?.reward),
  };
}
