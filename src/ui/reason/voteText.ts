import type { VoteBar } from "../../store/reasonVote.ts";
import { percent } from "../trace/numberText.ts";

/** Who won, how clearly, and how often a single sample is right. Empty before anything has come. */
export function voteText(bars: readonly VoteBar[]): string {
  const total = bars.reduce((sum, { completions }) => sum + completions.length, 0);
  if (total === 0) return "";
  const right = bars.reduce(
    (sum, { completions }) => sum + completions.filter(({ judged }) => judged.correct).length,
    0,
  );
  const single = `A single sample is right in ${percent(right / total)}.`;
  const voting = bars.filter(({ answer }) => answer !== null);
  const most = voting[0]?.completions.length ?? 0;
  const leaders = voting.filter(({ completions }) => completions.length === most);
  const [winner] = leaders;
  if (!winner) return `No sample gives an answer in the asked form. ${single}`;
  if (leaders.length > 1) return `${leaders.length} answers lead with ${most} of ${total} votes each. ${single}`;
  return `The majority says ${winner.answer} (${most} of ${total}): ${winner.right ? "right" : "wrong"}. ${single}`;
}
