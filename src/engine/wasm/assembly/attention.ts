// Causal attention in training: packed sequences, one at a time, each head as small matrix products; the probabilities are kept
// for the backward pass.
import { exp4, max4, sum4 } from "./exp";
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
