import type { TokenChoice, TokenView } from "../protocol/reason.ts";

const SHOWN = 5;

/**
 * Draws a token from one row of logits by the inverse of the cumulative distribution in the order of ids, as `Policy.sample` does, and
 * says what else could have stood there.
 *
 * @param logits [V], temperature 1
 * @param temperature 0 takes the most probable token (of equal ones the lowest id)
 * @param topP above 0, at most 1
 * @param uniform in [0, 1)
 */
export function chooseToken(logits: Float32Array, temperature: number, topP: number, uniform: number): TokenView {
  const { probabilities, kept, ranked } = distribution(logits, temperature, topP);
  let left = uniform * kept.reduce((sum, keep, token) => (keep ? sum + (probabilities[token] as number) : sum), 0);
  let token = ranked[0] as number;
  for (let id = 0; id < probabilities.length; id++) {
    if (!kept[id]) continue;
    token = id;
    left -= probabilities[id] as number;
    if (left < 0) break;
  }
  return view(token, probabilities, kept, ranked);
}

/** What `chooseToken` would say of a token that is already there. */
export function lookAtToken(logits: Float32Array, temperature: number, topP: number, token: number): TokenView {
  const { probabilities, kept, ranked } = distribution(logits, temperature, topP);
  return view(token, probabilities, kept, ranked);
}

interface Distribution {
  probabilities: Float64Array;
  /** Whether a token can be drawn. */
  kept: boolean[];
  /** Ids, most probable first. */
  ranked: number[];
}

function distribution(logits: Float32Array, temperature: number, topP: number): Distribution {
  const scale = temperature === 0 ? 1 : temperature;
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const probabilities = Float64Array.from(logits, (z) => Math.exp((z - top) / scale));
  const sum = probabilities.reduce((a, b) => a + b, 0);
  for (let id = 0; id < probabilities.length; id++) probabilities[id] = (probabilities[id] as number) / sum;
  const ranked = Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  );
  return { probabilities, kept: nucleus(probabilities, ranked, temperature === 0 ? 0 : topP), ranked };
}

/** The fewest of the most probable tokens that add up to at least topP, and always one. */
function nucleus(probabilities: Float64Array, ranked: readonly number[], topP: number): boolean[] {
  const kept = Array.from(probabilities, () => topP >= 1);
  let mass = 0;
  for (const id of ranked) {
    if (topP >= 1) break;
    kept[id] = true;
    mass += probabilities[id] as number;
    if (mass >= topP) break;
  }
  return kept;
}

function view(
  token: number,
  probabilities: Float64Array,
  kept: readonly boolean[],
  ranked: readonly number[],
): TokenView {
  const choice = (id: number): TokenChoice => ({
    token: id,
    probability: probabilities[id] as number,
    out: kept[id] !== true,
  });
  return { ...choice(token), best: ranked.slice(0, SHOWN).map(choice) };
}
