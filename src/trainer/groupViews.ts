import type { Policy, Sequence } from "../engine/policy.ts";
import { mean, std } from "../lib/statistics.ts";
import type { CompletionView, GroupView } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { renderPrompt } from "../world/tasks/index.ts";
import type { UpdatedRow } from "./minibatchUpdate.ts";
import type { RolloutRow } from "./rolloutStep.ts";
import type { StepParts } from "./stepParts.ts";

/**
 * The groups of a step that are shown, with everything the inspector colours. One more forward pass over their rows, after the
 * update, tells how far the whole step moved each token's log-prob.
 */
export async function groupViews(
  policy: Policy,
  config: RunConfig,
  parts: StepParts,
  count: number,
): Promise<GroupView[]> {
  const { groupSize, temperature } = config;
  const chosen = chooseGroups(parts, groupSize, count);
  if (chosen.length === 0) return [];
  const rows = chosen.flatMap((group) => parts.rollout.rows.slice(group * groupSize, (group + 1) * groupSize));
  const sequences = rows.map(({ prompt, completion }): Sequence => ({ prompt, completion }));
  const { logProbs } = await policy.forward(sequences, { temperature });
  let at = 0;
  const after = rows.map(({ completion }) => logProbs.subarray(at, (at += completion.length)));
  return chosen.map((group, i) => {
    const rewards = parts.rewards.scored.slice(group * groupSize, (group + 1) * groupSize).map(({ total }) => total);
    const first = parts.rollout.rows[group * groupSize] as RolloutRow;
    return {
      step: parts.step,
      index: group,
      promptCount: parts.rollout.rows.length / groupSize,
      problem: first.problem,
      prompt: renderPrompt(first.problem),
      level: first.level,
      meanReward: mean(rewards),
      stdReward: std(rewards),
      completions: Array.from({ length: groupSize }, (_, j) =>
        completionView(parts, group * groupSize + j, after[i * groupSize + j] as Float32Array),
      ),
    };
  });
}

/**
 * Indices of the shown groups, ascending: levels take turns, each with its group of the widest spread of rewards first, so that
 * every level is seen and a group without gradient only where there is none with one.
 */
export function chooseGroups({ rollout, advantage }: StepParts, groupSize: number, count: number): number[] {
  const byLevel = new Map<string, number[]>();
  for (let group = 0; group < rollout.rows.length / groupSize; group++) {
    const { level } = rollout.rows[group * groupSize] as RolloutRow;
    byLevel.set(level, [...(byLevel.get(level) ?? []), group]);
  }
  const spread = (group: number): number => (advantage.zeroStd[group] === true ? 0 : (advantage.stds[group] as number));
  const ranked = [...byLevel.values()].flatMap((groups) =>
    groups.sort((a, b) => spread(b) - spread(a) || a - b).map((group, turn) => ({ group, turn })),
  );
  return ranked
    .sort(
      (a, b) => Number(spread(a.group) === 0) - Number(spread(b.group) === 0) || a.turn - b.turn || a.group - b.group,
    )
    .slice(0, count)
    .map(({ group }) => group)
    .sort((a, b) => a - b);
}

function completionView(
  { rollout, rewards, advantage, update }: StepParts,
  row: number,
  after: Float32Array,
): CompletionView {
  const { completion, words, judged, oldLogProbs } = rollout.rows[row] as RolloutRow;
  const { total, parts } = rewards.scored[row] as StepParts["rewards"]["scored"][number];
  const { logProbs, entropies, ratios, clipped, kl } = update.rows[row] as UpdatedRow;
  return {
    tokens: [...completion],
    text: words.join(" "),
    correct: judged.correct,
    format: judged.format,
    truncated: judged.truncated,
    answer: judged.answer,
    reward: total,
    rewardParts: parts,
    advantage: advantage.advantages[row] as number,
    behaviour: judged.behaviour,
    oldLogProbs: [...oldLogProbs],
    logProbs: [...logProbs],
    entropies: [...entropies],
    ratios: [...ratios],
    clipped: [...clipped],
    ...(kl && { kl: [...kl] }),
    logProbChange: Array.from(after, (logProb, t) => logProb - (oldLogProbs[t] as number)),
  };
}
