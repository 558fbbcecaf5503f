import type { Policy } from "../engine/policy.ts";
import type { Sampling } from "../protocol/reason.ts";
import { EOS } from "../world/vocabulary.ts";

/** Completions that are sampled together; the next group starts when they are done, so that bars grow. */
export const VOTE_GROUP = 4;

/**
 * Group number `group` of a vote's completions: they depend on seed, group and place in it alone.
 *
 * @param superseded asked now and then; true ends the group early
 * @returns ids of each completion, or null where it was ended early
 */
export async function voteGroup(
  policy: Policy,
  prompt: readonly number[],
  group: number,
  size: number,
  { temperature, topP, budget, seed }: Sampling,
  superseded: () => boolean,
): Promise<number[][] | null> {
  let cut = false;
  const { completions } = await policy.sample([Int32Array.from(prompt)], size, {
    temperature,
    topP,
    maxNewTokens: budget,
    seed,
    step: group,
    eosToken: EOS,
    onProgress: () => {
      cut ||= superseded();
      return !cut;
    },
  });
  return cut ? null : completions.map((ids) => Array.from(ids));
}
