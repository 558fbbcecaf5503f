// Causal attention in decoding: one query a row against the key/value caches of its prompt and of its own tokens.
import { exp4, max4, sum4, sums4 } from "./exp";
import { fma } from "./fma";

/** Keys and values of T rows of qkv [T, 3D] (rotated) as the decoder wants them: [H, capacity, hd] each. */
export function splitHeads(T: i32, D: i32, H: i32, qkv: usize, keys: usize, values: usize, capacity: i32): void {
  const row = <usize>D << 2, hb = row / H, head = <usize>capacity * hb;
  for (let h = 0; h < H; h++) {
    let from = qkv + row + <usize>h * hb, k = keys + <usize>h * head, v = values + <usize>h * head;
    for (let t = 0; t < T; t++) {
      for (let d: usize = 0; d < hb; d += 16) {
        v128.store(k + d, v128.load(from + d));
        v128.store(v + d, v128.load(from + row + d));
      }
      from += row * 3; k += hb; v += hb;
    }
  }
}

/**
 * One new token for each of n rows. qkv is [n, 3D] (rotated). Row i stands at positions[i] after prompt prompts[i], whose
 * promptLengths[prompts[i]] keys are [H, promptCapacity, hd] at promptKeys + prompts[i]·promptStride, and uses the cache of slot slots[i],
 * [H, capacity, hd] at keys + slots[i]·slotStride, for everything after the prompt; values likewise. Writes the new key and value, then
 * out [n, D]. Capacities are multiples of four; scores: scratch of both capacities.
 */
export function attentionDecode(
  n: i32, D: i32, H: i32, qkv: usize, positions: usize,
  prompts: usize, promptLengths: usize, promptKeys: usize, promptValues: usize, promptStride: i32, promptCapacity: i32,
  slots: usize, keys: usize, values: usize, slotStride: i32, capacity: i32,
  out: usize, scores: usize,
): void {
  const hd = D / H, row = <usize>D << 2, hb = <usize>hd << 2;
  const head = <usize>capacity * hb, promptHead = <usize>promptCapacity * hb;
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>hd));
  for (let i = 0; i < n; i++) {
    const o4 = <usize>i << 2;
    const prompt = <usize>load<i32>(prompts + o4);
    const at = <usize>load<i32>(slots + o4) * (<usize>slotStride << 2), promptAt = prompt * (<usize>promptStride << 2);
    const before = load<i32>(promptLengths + (prompt << 2));
    const count = load<i32>(positions + o4) - before + 1;
    const fresh = <usize>(count - 1) * hb;
    const later = scores + (<usize>((before + 3) & ~3) << 2);
    const q = qkv + <usize>i * row * 3, o = out + <usize>i * row;
    let K = keys + at, V = values + at, PK = promptKeys + promptAt, PV = promptValues + promptAt;
    for (let h: usize = 0; h < row; h += hb) {
      // a loop, because memory.copy is a call out of the module
      for (let d: usize = 0; d < hb; d += 16) {
        v128.store(K + fresh + d, v128.load(q + row + h + d));
        v128.store(V + fresh + d, v128.load(q + row * 2 + h + d));
      }
      let tops: v128;
      if (hb == 96) tops = f32x4.pmax(decodeScores24(before, q + h, PK, scores), decodeScores24(count, q + h, K, later));
      else tops = f32x4.pmax(decodeScores(before, hb, q + h, PK, scores), decodeScores(count, hb, q + h, K, later));
      const r = f32x4.splat(1 / decodeWeights(scale, tops, scores, later + (<usize>count << 2)));
      let d: usize = 0;
      if (hb == 96) weighted24(r, scores, before, PV, later, count, V, o + h);
      else {
        for (; d + 64 <= hb; d += 64) weighted16(hb, r, scores, before, PV + d, later, count, V + d, o + h + d);
        for (; d < hb; d += 32) weighted8(hb, r, scores, before, PV + d, later, count, V + d, o + h + d);
      }
      K += head; V += head; PK += promptHead; PV += promptHead;
    }
  }
}

/** scores[t] = q·k_t for t < n, −∞ up to the next multiple of four; rows of K are hb bytes. Returns the largest, lane by lane. */
function decodeScores(n: i32, hb: usize, q: usize, K: usize, scores: usize): v128 {
  const end = scores + (<usize>n << 2);
  let tops = f32x4.splat(-Infinity);
  for (let p = scores; p < end; p += 16) {
    const k1 = K + hb, k2 = k1 + hb, k3 = k2 + hb;
    const x = v128.load(q);
    let a = f32x4.mul(x, v128.load(K)), b = f32x4.mul(x, v128.load(k1));
    let c = f32x4.mul(x, v128.load(k2)), e = f32x4.mul(x, v128.load(k3));
    for (let d: usize = 16; d < hb; d += 16) {
      const y = v128.load(q + d);
      a = fma(y, v128.load(K + d), a);
      b = fma(y, v128.load(k1 + d), b);
      c = fma(y, v128.load(k2 + d), c);
      e = fma(y, v128.load(k3 + d), e);
    }
    const s = known(sums4(a, b, c, e), p, end);
    v128.store(p, s);
    tops = f32x4.pmax(tops, s);
    K = k3 + hb;
  }
  return tops;
}

/** The same for heads of 24, with q in registers. */
function decodeScores24(n: i32, q: usize, K: usize, scores: usize): v128 {
  const end = scores + (<usize>n << 2);
  const q0 = v128.load(q), q1 = v128.load(q, 16), q2 = v128.load(q, 32);
  const q3 = v128.load(q, 48), q4 = v128.load(q, 64), q5 = v128.load(q, 80);
  let tops = f32x4.splat(-Infinity);
  for (let p = scores; p < end; p += 16) {
    let a = f32x4.mul(q0, v128.load(K)), b = f32x4.mul(q0, v128.load(K, 96));
    let c = f32x4.mul(q0, v128.load(K, 192)), d = f32x4.mul(q0, v128.load(K, 288));
    a = fma(q1, v128.load(K, 16), a); b = fma(q1, v128.load(K, 112), b); c = fma(q1, v128.load(K, 208), c); d = fma(q1, v128.load(K, 304), d);
    a = fma(q2, v128.load(K, 32), a); b = fma(q2, v128.load(K, 128), b); c = fma(q2, v128.load(K, 224), c); d = fma(q2, v128.load(K, 320), d);
    a = fma(q3, v128.load(K, 48), a); b = fma(q3, v128.load(K, 144), b); c = fma(q3, v128.load(K, 240), c); d = fma(q3, v128.load(K, 336), d);
    a = fma(q4, v128.load(K, 64), a); b = fma(q4, v128.load(K, 160), b); c = fma(q4, v128.load(K, 256), c); d = fma(q4, v128.load(K, 352), d);
    a = fma(q5, v128.load(K, 80), a); b = fma(q5, v128.load(K, 176), b); c = fma(q5, v128.load(K, 272), c); d = fma(q5, v128.load(K, 368), d);
    const s = known(sums4(a, b, c, d), p, end);
    v128.store(p, s);
    tops = f32x4.pmax(tops, s);
    K += 384;
  }
  return tops;
}

// @ts-ignore: decorator
@inline
/** Past the last position the cache holds anything: −∞ in the lanes at and after `end`. */
function known(s: v128, p: usize, end: usize): v128 {
  return p + 16 > end ? v128.bitselect(s, f32x4.splat(-Infinity), first((<i32>(end - p)) >> 2)) : s;
}

/** scores ← e^{scale·(scores − largest)} up to `end`, zero where the score is −∞; returns their sum. */
function decodeWeights(scale: v128, tops: v128, scores: usize, end: usize): f32 {
  tops = f32x4.splat(max4(tops));
  let sum = f32x4.splat(0);
  for (let p = scores; p < end; p += 16) {
    const s = v128.load(p);
    const w = v128.andnot(exp4(f32x4.mul(scale, f32x4.sub(s, tops))), f32x4.eq(s, f32x4.splat(-Infinity)));
    v128.store(p, w);
    sum = f32x4.add(sum, w);
  }
  return sum4(sum);
}

// @ts-ignore: decorator
@inline
/** All bits of the first n lanes. */
function first(n: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}

/** out[0..24) = r · (Σ_{t<n} w[t] · V[t] + Σ_{t<n2} w2[t] · V2[t]) with rows of 24. */
function weighted24(r: v128, w: usize, n: i32, V: usize, w2: usize, n2: i32, V2: usize, out: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a;
  let end = w + (<usize>n << 2);
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    c = fma(s, v128.load(V, 32), c);
    d = fma(s, v128.load(V, 48), d);
    e = fma(s, v128.load(V, 64), e);
    f = fma(s, v128.load(V, 80), f);
    V += 96;
  }
  end = w2 + (<usize>n2 << 2);
  w = w2;
  V = V2;
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    c = fma(s, v128.load(V, 32), c);
    d = fma(s, v128.load(V, 48), d);
    e = fma(s, v128.load(V, 64), e);
    f = fma(s, v128.load(V, 80), f);
    V += 96;
  }
  v128.store(out, f32x4.mul(r, a));
  v128.store(out, f32x4.mul(r, b), 16);
  v128.store(out, f32x4.mul(r, c), 32);
  v128.store(out, f32x4.mul(r, d), 48);
  v128.store(out, f32x4.mul(r, e), 64);
  v128.store(out, f32x4.mul(r, f), 80);
}

/** The same for sixteen columns of rows of hb bytes. */
function weighted16(hb: usize, r: v128, w: usize, n: i32, V: usize, w2: usize, n2: i32, V2: usize, out: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let end = w + (<usize>n << 2);
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    c = fma(s, v128.load(V, 32), c);
    d = fma(s, v128.load(V, 48), d);
    V += hb;
  }
  end = w2 + (<usize>n2 << 2);
  w = w2;
  V = V2;
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    c = fma(s, v128.load(V, 32), c);
    d = fma(s, v128.load(V, 48), d);
    V += hb;
  }
  v128.store(out, f32x4.mul(r, a));
  v128.store(out, f32x4.mul(r, b), 16);
  v128.store(out, f32x4.mul(r, c), 32);
  v128.store(out, f32x4.mul(r, d), 48);
}

/** The same for eight columns of rows of hb bytes. */
function weighted8(hb: usize, r: v128, w: usize, n: i32, V: usize, w2: usize, n2: i32, V2: usize, out: usize): void {
  let a = f32x4.splat(0), b = a;
  let end = w + (<usize>n << 2);
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    V += hb;
  }
  end = w2 + (<usize>n2 << 2);
  w = w2;
  V = V2;
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    V += hb;
  }
  v128.store(out, f32x4.mul(r, a));
  v128.store(out, f32x4.mul(r, b), 16);
}
