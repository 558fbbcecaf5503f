// The language-model head after the logits: log-probs and entropies of given tokens with their gradients, and sampling.
// V is a multiple of four. All at logits / temperature.
import { exp4, largest, sum4 } from "./exp";
import { fma } from "./fma";

/** Log of the sum of e^{(z−top)/T} over a row, and Σ e·(z−top)/T for the entropy, in `moment`. */
// @ts-ignore: decorator
@inline
function shifted(z: v128, top: v128, inv: v128): v128 {
  return f32x4.mul(f32x4.sub(z, top), inv);
}

/** For each of n rows: logProbs[i] of targets[i], entropies[i], and lse[i] (top/T + log sum) for the backward pass. */
export function scoreForward(n: i32, V: i32, temperature: f32, logits: usize, targets: usize, logProbs: usize, entropies: usize, lse: usize): void {
  const inv: f32 = 1 / temperature;
  const is = f32x4.splat(inv);
  for (let i = 0; i < n; i++) {
    const z = logits + (<usize>i * <usize>V << 2);
    const top = largest(V, z);
    const ts = f32x4.splat(top);
    let s = f32x4.splat(0), m = s;
    for (let j = 0; j < V; j += 4) {
      const y = shifted(v128.load(z + (<usize>j << 2)), ts, is);
      const e = exp4(y);
      s = f32x4.add(s, e);
      m = fma(e, y, m);
    }
    const sum = sum4(s);
    const log = <f32>Math.log(<f64>sum);
    const target = load<i32>(targets + (<usize>i << 2));
    store<f32>(logProbs + (<usize>i << 2), (load<f32>(z + (<usize>target << 2)) - top) * inv - log);
    store<f32>(entropies + (<usize>i << 2), log - sum4(m) / sum);
    store<f32>(lse + (<usize>i << 2), top * inv + log);
  }
}

/** logits are overwritten by their gradient: (dLogProb·(onehot − p) − dEntropy·p∘(log p + H)) / T. */
export function scoreBackward(
  n: i32, V: i32, temperature: f32, logits: usize, targets: usize, entropies: usize, lse: usize, dLogProbs: usize, dEntropies: usize,
): void {
  const inv: f32 = 1 / temperature;
  const is = f32x4.splat(inv);
  for (let i = 0; i < n; i++) {
    const o = <usize>i << 2;
    const z = logits + (<usize>i * <usize>V << 2);
    const l = v128.load32_splat(lse + o);
    const H = load<f32>(entropies + o), dl = load<f32>(dLogProbs + o), de = load<f32>(dEntropies + o);
    const a = f32x4.splat(-dl * inv - de * inv * H), b = f32x4.splat(-de * inv);
    for (let j = 0; j < V; j += 4) {
      const p = z + (<usize>j << 2);
      const y = f32x4.sub(f32x4.mul(v128.load(p), is), l);
      v128.store(p, f32x4.mul(exp4(y), fma(b, y, a)));
    }
    const t = z + (<usize>load<i32>(targets + o) << 2);
    store<f32>(t, load<f32>(t) + dl * inv);
  }
}

function mix(h: u32): u32 {
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

/** The same numbers as lib/counterUniform.ts. */
function counterUniform(seed: u32, step: u32, row: u32, position: u32): f32 {
  let h: u32 = (seed ^ 0x9e3779b9) * 0x85ebca6b;
  h = mix(h ^ ((step + 0x7f4a7c15) * 0xc2b2ae35));
  h = mix(h ^ ((row + 0x165667b1) * 0x27d4eb2f));
  h = mix(h ^ ((position + 0x3c6ef372) * 0x9e3779b1));
  return <f32>(h >> 8) / 16777216;
}

/**
 * Keeps the nucleus of a row: its likeliest tokens, equal ones by id, until their share of `sum` is topP. The others' probs become 0.
 * Returns what the kept ones add up to.
 */
function keepNucleus(V: i32, topP: f64, z: usize, probs: usize, sum: f32): f32 {
  const least = topP * <f64>sum;
  let mass: f64 = 0;
  let edge: f32 = Infinity;
  let last = -1;
  while (mass < least) {
    let next = -1;
    let best: f32 = 0;
    for (let j = 0; j < V; j++) {
      const y = load<f32>(z + (<usize>j << 2));
      if ((y < edge || (y == edge && j > last)) && (next < 0 || y > best)) { best = y; next = j; }
    }
    if (next < 0) break; // rounding: the whole vocabulary is less
    last = next;
    edge = best;
    mass += <f64>load<f32>(probs + (<usize>next << 2));
  }
  for (let j = 0; j < V; j++) {
    const y = load<f32>(z + (<usize>j << 2));
    if (y < edge || (y == edge && j > last)) store<f32>(probs + (<usize>j << 2), 0);
  }
  return <f32>mass;
}

/**
 * Draws a token for each of n rows by inverting the cumulative distribution at counterUniform(seed, step, rows[i], positions[i]).
 * Row i's logits are row logitRows[i] of `logits`; with topP below 1 only the tokens of its nucleus are drawn. Writes tokens[i] and logProbs[i]. probs: scratch of V floats.
 */
export function sampleTokens(
  n: i32, V: i32, temperature: f32, topP: f64, logits: usize, logitRows: usize, seed: i32, step: i32, rows: usize, positions: usize,
  tokens: usize, logProbs: usize, probs: usize,
): void {
  const inv: f32 = 1 / temperature;
  const is = f32x4.splat(inv);
  for (let i = 0; i < n; i++) {
    const o = <usize>i << 2;
    const z = logits + (<usize>load<i32>(logitRows + o) * <usize>V << 2);
    const top = largest(V, z);
    const ts = f32x4.splat(top);
    let s = f32x4.splat(0);
    for (let j = 0; j < V; j += 4) {
      const e = exp4(shifted(v128.load(z + (<usize>j << 2)), ts, is));
      v128.store(probs + (<usize>j << 2), e);
      s = f32x4.add(s, e);
    }
    const sum = sum4(s);
    const mass = topP < 1 ? keepNucleus(V, topP, z, probs, sum) : sum;
    let left = counterUniform(seed, step, load<i32>(rows + o), load<i32>(positions + o)) * mass;
    let token = -1, best: f32 = -1, likely = 0;
    for (let j = 0; j < V; j++) {
      const e = load<f32>(probs + (<usize>j << 2));
      if (e > best) { best = e; likely = j; }
      left -= e;
      if (left < 0) { token = j; break; }
    }
    // rounding can leave a crumb: the likeliest token takes it
    if (token < 0) token = likely;
    store<i32>(tokens + o, token);
    store<f32>(logProbs + o, (load<f32>(z + (<usize>token << 2)) - top) * inv - <f32>Math.log(<f64>sum));
  }
}
