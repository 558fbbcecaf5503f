import type { Policy } from "../engine/policy.ts";
import type { AhaEvent, Replay } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { judge } from "../world/judge.ts";
import { promptTokens } from "../world/tasks/index.ts";
import { decodeWords, EOS } from "../world/vocabulary.ts";

/** The base model (slot "reference") on the problem of an aha, keyed by the run's seed and the event's step. */
export async function replayEvent(
  policy: Policy,
  config: RunConfig,
  event: AhaEvent,
  samples: number,
): Promise<Replay> {
  const { completions } = await policy.sample([promptTokens(event.problem)], samples, {
    temperature: config.temperature,
    maxNewTokens: config.maxNewTokens,
    seed: config.seed,
    step: event.step,
    eosToken: EOS,
    slot: "reference",
  });
  const attempts = completions.map((completion) => {
    const words = decodeWords(completion);
    const { correct, behaviour } = judge(event.problem, words);
    return { text: words.join(" "), tokens: [...completion], correct, behaviour };
  });
  return { id: event.id, attempts, baseAccuracy: attempts.filter((one) => one.correct).length / attempts.length };
}
