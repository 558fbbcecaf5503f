// Causal attention. Training: packed sequences, one at a time, each head as small matrix products; the probabilities are kept
// for the backward pass. Decoding: one query a row against that row's key/value cache.
import { exp4, max4, sum4, sums4 } from "./exp";
import { fma } from "./fma";
import { gemm } from "./gemm";

/**
 * One sequence of T tokens. qkv is [T, 3D] (rotated), out is [T, D], probs is [H, T, T] (only j <= i is meaningful, and zeros up to
 * the next multiple of four). scratch: packed operands, T·(max(T, hd) + 8) floats.
 */
export function attentionForward(T: i32, D: i32, H: i32, qkv: usize, out: usize, probs: usize, scratch: usize): void {
  const hd = D / H, ld = 3 * D;
  const scale: f32 = 1 / sqrt<f32>(<f32>hd);
  for (let h = 0; h < H; h++) {
    const q = qkv + (<usize>(h * hd) << 2), k = q + (<usize>D << 2), v = k + (<usize>D << 2);
    const P = probs + (<usize>(h * T * T) << 2);
    gemm(T, T, hd, q, ld, 1, k, 1, ld, P, T, false, 1, scratch);
    for (let i = 0; i < T; i++) softmaxRow(i + 1, min(T, (i | 3) + 1), scale, P + (<usize>(i * T) << 2));
    gemm(T, hd, T, P, T, 1, v, ld, 1, out + (<usize>(h * hd) << 2), D, false, 2, scratch);
  }
}

/** In place: softmax of scale·x over the first n entries, zeros in [n, end); end is at most the next multiple of four. */
function softmaxRow(n: i32, end: i32, scale: f32, x: usize): void {
  let tops = f32x4.splat(-Infinity);
  let j = 0;
  for (; j + 4 <= n; j += 4) tops = f32x4.pmax(tops, v128.load(x + (<usize>j << 2)));
  let top = max4(tops);
  for (; j < n; j++) top = max(top, load<f32>(x + (<usize>j << 2)));
  tops = f32x4.splat(top);
  const sc = f32x4.splat(scale);
  let s = f32x4.splat(0);
  for (j = 0; j + 4 <= n; j += 4) {
    const p = x + (<usize>j << 2);
    const e = exp4(f32x4.mul(sc, f32x4.sub(v128.load(p), tops)));
    v128.store(p, e);
    s = f32x4.add(s, e);
  }
  let sum = sum4(s);
  for (; j < n; j++) {
    const p = x + (<usize>j << 2);
    const e = f32x4.extract_lane(exp4(f32x4.splat(scale * (load<f32>(p) - top))), 0);
    store<f32>(p, e);
    sum += e;
  }
  const r: f32 = 1 / sum, rs = f32x4.splat(r);
  for (j = 0; j + 4 <= n; j += 4) {
    const p = x + (<usize>j << 2);
    v128.store(p, f32x4.mul(rs, v128.load(p)));
  }
  for (; j < n; j++) {
    const p = x + (<usize>j << 2);
    store<f32>(p, load<f32>(p) * r);
  }
  for (; j < end; j++) store<f32>(x + (<usize>j << 2), 0);
}

/** Gradients of one sequence: dqkv [T, 3D] is overwritten (still rotated). dS is a [T, T] scratch, scratch as above. */
export function attentionBackward(
  T: i32, D: i32, H: i32, qkv: usize, probs: usize, out: usize, dOut: usize, dqkv: usize, dS: usize, scratch: usize,
): void {
  const hd = D / H, ld = 3 * D;
  const scale: f32 = 1 / sqrt<f32>(<f32>hd);
  for (let h = 0; h < H; h++) {
    const at = <usize>(h * hd) << 2;
    const q = qkv + at, k = q + (<usize>D << 2), v = k + (<usize>D << 2);
    const dq = dqkv + at, dk = dq + (<usize>D << 2), dv = dk + (<usize>D << 2);
    const P = probs + (<usize>(h * T * T) << 2);
    const dO = dOut + at, O = out + at;
    // dV = Pᵀ dO, dP = dO Vᵀ
    gemm(T, hd, T, P, 1, T, dO, D, 1, dv, ld, false, 3, scratch);
    gemm(T, T, hd, dO, D, 1, v, 1, ld, dS, T, false, 1, scratch);
    // dS = scale · P ∘ (dP − Σ dO∘O)
    for (let i = 0; i < T; i++) {
      const a = dO + (<usize>(i * D) << 2), b = O + (<usize>(i * D) << 2);
      let s = f32x4.splat(0);
      for (let o: usize = 0; o < <usize>hd << 2; o += 16) s = fma(v128.load(a + o), v128.load(b + o), s);
      const dot = sum4(s);
      const p = P + (<usize>(i * T) << 2), d = dS + (<usize>(i * T) << 2);
      const end = min(T, (i | 3) + 1);
      let j = 0;
      const sc = f32x4.splat(scale), ds = f32x4.splat(dot);
      for (; j + 4 <= i + 1; j += 4) {
        const o = <usize>j << 2;
        v128.store(d + o, f32x4.mul(sc, f32x4.mul(v128.load(p + o), f32x4.sub(v128.load(d + o), ds))));
      }
      for (; j <= i; j++) {
        const o = <usize>j << 2;
        store<f32>(d + o, scale * load<f32>(p + o) * (load<f32>(d + o) - dot));
      }
      for (; j < end; j++) store<f32>(d + (<usize>j << 2), 0);
    }
    // dQ = dS K, dK = dSᵀ Q
    gemm(T, hd, T, dS, T, 1, k, ld, 1, dq, ld, false, 2, scratch);
    gemm(T, hd, T, dS, 1, T, q, ld, 1, dk, ld, false, 3, scratch);
  }
}

/**
 * One new token for each of n rows. qkv is [n, 3D] (rotated). Row i uses the cache of slot slots[i] and stands at positions[i]; a slot's
 * keys are [H, capacity, hd] at keys + slot·slotStride, values likewise. Writes the new key and value, then out [n, D].
 * capacity is a multiple of four; scores: scratch of capacity floats.
 */
export function attentionDecode(
  n: i32, D: i32, H: i32, qkv: usize, slots: usize, positions: usize, keys: usize, values: usize, slotStride: i32, capacity: i32,
  out: usize, scores: usize,
): void {
  const hd = D / H, row = <usize>D << 2, hb = <usize>hd << 2, head = <usize>capacity * hb;
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>hd));
  for (let i = 0; i < n; i++) {
    const at = <usize>load<i32>(slots + (<usize>i << 2)) * (<usize>slotStride << 2);
    const pos = load<i32>(positions + (<usize>i << 2));
    const fresh = <usize>pos * hb;
    const q = qkv + <usize>i * row * 3, o = out + <usize>i * row;
    let K = keys + at, V = values + at;
    for (let h: usize = 0; h < row; h += hb) {
      // a loop, because memory.copy is a call out of the module
      for (let d: usize = 0; d < hb; d += 16) {
        v128.store(K + fresh + d, v128.load(q + row + h + d));
        v128.store(V + fresh + d, v128.load(q + row * 2 + h + d));
      }
      const tops = hb == 96 ? decodeScores24(pos + 1, q + h, K, scores) : decodeScores(pos + 1, hb, q + h, K, scores);
      const r = f32x4.splat(1 / decodeWeights(pos + 1, scale, tops, scores));
      let d: usize = 0;
      if (hb == 96) weighted24(pos + 1, r, scores, V, o + h);
      else {
        for (; d + 64 <= hb; d += 64) weighted16(pos + 1, hb, r, scores, V + d, o + h + d);
        for (; d < hb; d += 32) weighted8(pos + 1, hb, r, scores, V + d, o + h + d);
      }
      K += head;
      V += head;
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

/** scores[t] ← e^{scale·(scores[t] − largest)} for t < n, zeros up to the next multiple of four; returns their sum. */
function decodeWeights(n: i32, scale: v128, tops: v128, scores: usize): f32 {
  const end = scores + (<usize>n << 2);
  tops = f32x4.splat(max4(tops));
  let sum = f32x4.splat(0);
  for (let p = scores; p < end; p += 16) {
    let w = exp4(f32x4.mul(scale, f32x4.sub(v128.load(p), tops)));
    if (p + 16 > end) w = v128.and(w, first((<i32>(end - p)) >> 2));
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

/** out[0..24) = r · Σ_t w[t] · V[t, 0..24) with rows of 24. */
function weighted24(n: i32, r: v128, w: usize, V: usize, out: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a;
  const end = w + (<usize>n << 2);
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

/** Sixteen columns of rows of hb bytes. */
function weighted16(n: i32, hb: usize, r: v128, w: usize, V: usize, out: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const end = w + (<usize>n << 2);
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

/** Eight columns of rows of hb bytes. */
function weighted8(n: i32, hb: usize, r: v128, w: usize, V: usize, out: usize): void {
  let a = f32x4.splat(0), b = a;
  const end = w + (<usize>n << 2);
  for (; w < end; w += 4) {
    const s = v128.load32_splat(w);
    a = fma(s, v128.load(V), a);
    b = fma(s, v128.load(V, 16), b);
    V += hb;
  }
  v128.store(out, f32x4.mul(r, a));
  v128.store(out, f32x4.mul(r, b), 16);
}

export function largest(n: i32, x: usize): f32 {
  let m = f32x4.splat(-Infinity);
  for (let i = 0; i < n; i += 4) m = f32x4.pmax(m, v128.load(x + (<usize>i << 2)));
  return max4(m);
}
