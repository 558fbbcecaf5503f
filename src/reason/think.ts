import type { Policy } from "../engine/policy.ts";
import { counterUniform } from "../lib/counterUniform.ts";
import type { Sampling, TokenView } from "../protocol/reason.ts";
import { EOS } from "../world/vocabulary.ts";
import { chooseToken, lookAtToken } from "./chooseToken.ts";

/**
 * The tokens of a completion one by one, those of the prefix first. Each new token depends on nothing but the tokens before it, the seed
 * and its position, so it is the same wherever the completion was interrupted. Ends after `<eos>` or with the budget.
 *
 * @param prompt ids, framed; not empty
 * @param prefix what the completion begins with; it is looked at, not drawn
 * @throws what the policy throws
 */
export async function* think(
  policy: Policy,
  prompt: readonly number[],
  prefix: readonly number[],
  { temperature, topP, budget, seed }: Sampling,
): AsyncGenerator<TokenView, void, void> {
  const { vocabSize: V } = policy.shape;
  const tokens = [...prompt, ...prefix];
  const ended = prefix.at(-1) === EOS || prefix.length >= budget;
  let last = new Float32Array(0);
  if (!ended || prefix.length > 0) {
    const logits = await policy.logits(Int32Array.from(tokens));
    const row = (at: number): Float32Array => logits.subarray(at * V, (at + 1) * V);
    for (const [i, token] of prefix.entries()) yield lookAtToken(row(prompt.length - 1 + i), temperature, topP, token);
    last = row(tokens.length - 1).slice();
  }
  if (ended) return;
  for (let position = prefix.length; position < budget; position++) {
    if (position > prefix.length) {
      const logits = await policy.logits(Int32Array.from(tokens));
      last = logits.slice((tokens.length - 1) * V);
    }
    const drawn = chooseToken(last, temperature, topP, counterUniform(seed, 0, 0, position));
    tokens.push(drawn.token);
    yield drawn;
    if (drawn.token === EOS) return;
  }
}
