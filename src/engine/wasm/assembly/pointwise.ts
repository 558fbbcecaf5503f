// Everything that works row by row or element by element. Widths D, F and counts n are multiples of four.
import { exp4, sum4 } from "./exp";
import { fma, fnma } from "./fma";

/** out[i,:] = table[ids[i],:] */
export function gather(n: i32, D: i32, ids: usize, table: usize, out: usize): void {
  const row = <usize>D << 2;
  for (let i = 0; i < n; i++) {
    memory.copy(out + <usize>i * row, table + <usize>load<i32>(ids + (<usize>i << 2)) * row, row);
  }
}

/** table[ids[i],:] += x[i,:] */
export function scatterAdd(n: i32, D: i32, ids: usize, x: usize, table: usize): void {
  const row = <usize>D << 2;
  for (let i = 0; i < n; i++) {
    add(D, x + <usize>i * row, table + <usize>load<i32>(ids + (<usize>i << 2)) * row);
  }
}

/** y += x */
export function add(n: i32, x: usize, y: usize): void {
  const end = x + (<usize>n << 2);
  while (x < end) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += 16; y += 16;
  }
}

/** y = x · inv · w with inv = 1/√(mean(x²) + eps), stored for the backward pass. */
export function rmsNorm(n: i32, D: i32, eps: f32, x: usize, w: usize, y: usize, inv: usize): void {
  const row = <usize>D << 2;
  for (let i = 0; i < n; i++) {
    let s = f32x4.splat(0);
    for (let o: usize = 0; o < row; o += 16) {
      const v = v128.load(x + o);
      s = fma(v, v, s);
    }
    const r: f32 = 1 / sqrt<f32>(sum4(s) / <f32>D + eps);
    store<f32>(inv, r);
    const rs = f32x4.splat(r);
    for (let o: usize = 0; o < row; o += 16) {
      v128.store(y + o, f32x4.mul(f32x4.mul(v128.load(x + o), rs), v128.load(w + o)));
    }
    x += row; y += row; inv += 4;
  }
}

/** The same with a known inv (recomputation in the backward pass). */
export function rmsNormApply(n: i32, D: i32, x: usize, w: usize, y: usize, inv: usize): void {
  const row = <usize>D << 2;
  for (let i = 0; i < n; i++) {
    const rs = v128.load32_splat(inv);
    for (let o: usize = 0; o < row; o += 16) {
      v128.store(y + o, f32x4.mul(f32x4.mul(v128.load(x + o), rs), v128.load(w + o)));
    }
    x += row; y += row; inv += 4;
  }
}

/** dx += inv·(w∘dy) − x·inv³/D·Σ(w∘dy∘x);  dw += Σ_rows dy∘x·inv */
export function rmsNormBackward(n: i32, D: i32, x: usize, w: usize, inv: usize, dy: usize, dx: usize, dw: usize): void {
  const row = <usize>D << 2;
  for (let i = 0; i < n; i++) {
    const r = load<f32>(inv);
    const rs = f32x4.splat(r);
    let s = f32x4.splat(0);
    for (let o: usize = 0; o < row; o += 16) {
      const dyx = f32x4.mul(v128.load(dy + o), v128.load(x + o));
      s = fma(dyx, v128.load(w + o), s);
      v128.store(dw + o, fma(dyx, rs, v128.load(dw + o)));
    }
    const c = f32x4.splat((sum4(s) * r * r * r) / <f32>D);
    for (let o: usize = 0; o < row; o += 16) {
      const g = fnma(v128.load(x + o), c, f32x4.mul(f32x4.mul(v128.load(dy + o), v128.load(w + o)), rs));
      v128.store(dx + o, f32x4.add(v128.load(dx + o), g));
    }
    x += row; dy += row; dx += row; inv += 4;
  }
}

/** act = silu(gate) ∘ up; gateUp is [n, 2F] with the gate first. */
export function swiglu(n: i32, F: i32, gateUp: usize, act: usize): void {
  const row = <usize>F << 2;
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i++) {
    for (let o: usize = 0; o < row; o += 16) {
      const g = v128.load(gateUp + o);
      const s = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(g))));
      v128.store(act + o, f32x4.mul(f32x4.mul(g, s), v128.load(gateUp + row + o)));
    }
    gateUp += row * 2; act += row;
  }
}

/** dGateUp from dAct: dgate = dact∘up∘σ(1 + g(1 − σ)), dup = dact∘g∘σ. Then dAct is overwritten by act, so that nobody has to keep it. */
export function swigluBackward(n: i32, F: i32, gateUp: usize, dAct: usize, dGateUp: usize): void {
  const row = <usize>F << 2;
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i++) {
    for (let o: usize = 0; o < row; o += 16) {
      const g = v128.load(gateUp + o), u = v128.load(gateUp + row + o), d = v128.load(dAct + o);
      const s = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(g))));
      const gs = f32x4.mul(g, s);
      v128.store(dGateUp + row + o, f32x4.mul(d, gs));
      const slope = fma(gs, f32x4.sub(one, s), s);
      v128.store(dGateUp + o, f32x4.mul(f32x4.mul(d, u), slope));
      v128.store(dAct + o, f32x4.mul(gs, u));
    }
    gateUp += row * 2; dGateUp += row * 2; dAct += row;
  }
}

/**
 * Rotary embedding, rotate-half as in Hugging Face's Llama, in place on `heads` heads of width hd (multiple of 8) in each of n rows of stride ld.
 * cos and sin are [positions, hd/2]; `sign` −1 rotates back (the backward pass).
 */
export function rope(n: i32, heads: i32, hd: i32, ld: i32, x: usize, positions: usize, cos: usize, sin: usize, sign: f32): void {
  const half = <usize>(hd >> 1) << 2;
  const sg = f32x4.splat(sign);
  for (let i = 0; i < n; i++) {
    const at = <usize>load<i32>(positions + (<usize>i << 2)) * half;
    let p = x + (<usize>i * <usize>ld << 2);
    for (let h = 0; h < heads; h++) {
      for (let o: usize = 0; o < half; o += 16) {
        const c = v128.load(cos + at + o), s = f32x4.mul(sg, v128.load(sin + at + o));
        const a = v128.load(p + o), b = v128.load(p + half + o);
        v128.store(p + o, fnma(b, s, f32x4.mul(a, c)));
        v128.store(p + half + o, fma(a, s, f32x4.mul(b, c)));
      }
      p += half * 2;
    }
  }
}

/** Σ x² in float64. */
export function sumOfSquares(n: i32, x: usize): f64 {
  let a = f64x2.splat(0), b = a;
  const end = x + (<usize>n << 2);
  while (x < end) {
    const v = v128.load(x);
    const lo = f64x2.promote_low_f32x4(v);
    const hi = f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 0));
    a = f64x2.add(a, f64x2.mul(lo, lo));
    b = f64x2.add(b, f64x2.mul(hi, hi));
    x += 16;
  }
  a = f64x2.add(a, b);
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/**
 * AdamW (Loshchilov and Hutter 2019): g ← scale·g; m ← β1 m + (1−β1) g; v ← β2 v + (1−β2) g²;
 * p ← p·(1 − lr·decay) − lr·(m/c1)/(√(v/c2) + eps), c = 1 − β^t. Clears g.
 */
export function adamw(
  n: i32, p: usize, g: usize, m: usize, v: usize,
  scale: f32, lr: f32, beta1: f32, beta2: f32, eps: f32, decay: f32, c1: f32, c2: f32,
): void {
  const sc = f32x4.splat(scale), b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const o1 = f32x4.splat(1 - beta1), o2 = f32x4.splat(1 - beta2);
  const keep = f32x4.splat(1 - lr * decay), rate = f32x4.splat(lr / c1), i2 = f32x4.splat(1 / c2), e = f32x4.splat(eps);
  const zero = f32x4.splat(0);
  const end = <usize>n << 2;
  for (let o: usize = 0; o < end; o += 16) {
    const gr = f32x4.mul(v128.load(g + o), sc);
    const mo = fma(v128.load(m + o), b1, f32x4.mul(gr, o1));
    const ve = fma(v128.load(v + o), b2, f32x4.mul(f32x4.mul(gr, gr), o2));
    v128.store(m + o, mo);
    v128.store(v + o, ve);
    const step = f32x4.div(f32x4.mul(mo, rate), f32x4.add(f32x4.sqrt(f32x4.mul(ve, i2)), e));
    v128.store(p + o, f32x4.sub(f32x4.mul(v128.load(p + o), keep), step));
    v128.store(g + o, zero);
  }
}
