// C[M,N] (+)= A[M,K] · B[K,N] with arbitrary strides, in the manner of Goto and van de Geijn (2008): B is packed into panels of
// eight columns, a 4×8 tile of C stays in registers, K is cut into blocks that keep a panel of B in the first-level cache while a
// block of rows of A stays in the second. A transposed A is packed too, in panels of four rows.
// Every element of C is summed over k in ascending order whatever M is, so a row's result does not depend on its neighbours.
// The tile's loop is not unrolled on purpose: V8 then runs out of the sixteen registers and is half as fast.
import { fma } from "./fma";

/** Depth of a K block: a panel of 256 × 8 floats is 8 KiB. */
const KC: i32 = 256;
/** Rows of A that are multiplied with one panel of B before the next panel. */
const MC: i32 = 96;

/** Shape of the non-zero part, to skip work in causal attention. */
const FULL: i32 = 0;
/** Only n <= m is wanted. */
const LOWER_C: i32 = 1;
/** A[m,k] is zero for k > m. */
const LOWER_A: i32 = 2;
/** A[m,k] is zero for k < m. */
const UPPER_A: i32 = 3;

/** Floats that a packed K×N matrix takes. */
export function packedSize(K: i32, N: i32): i32 {
  return K * ((N + 7) & ~7);
}

/** Packs B[K,N] (element k,n at k·brs + n·bcs) into K blocks of panels [block][N/8][kc][8], padded with zeros. */
export function pack(K: i32, N: i32, B: usize, brs: i32, bcs: i32, out: usize): void {
  for (let k0 = 0; k0 < K; k0 += KC) {
    const kc = min(KC, K - k0);
    for (let n0 = 0; n0 < N; n0 += 8) {
      const nc = min(8, N - n0);
      let src = B + (<usize>(k0 * brs + n0 * bcs) << 2);
      if (nc == 8 && bcs == 1) {
        const step = <usize>brs << 2;
        for (let k = 0; k < kc; k++) {
          v128.store(out, v128.load(src));
          v128.store(out, v128.load(src, 16), 16);
          out += 32;
          src += step;
        }
      } else if (nc == 8 && brs == 1) {
        const c = <usize>bcs << 2;
        let p0 = src, p1 = p0 + c, p2 = p1 + c, p3 = p2 + c, p4 = p3 + c, p5 = p4 + c, p6 = p5 + c, p7 = p6 + c;
        let k = 0;
        for (; k + 4 <= kc; k += 4) {
          transpose4(v128.load(p0), v128.load(p1), v128.load(p2), v128.load(p3), out);
          transpose4(v128.load(p4), v128.load(p5), v128.load(p6), v128.load(p7), out + 16);
          p0 += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16; p6 += 16; p7 += 16;
          out += 128;
        }
        for (; k < kc; k++) {
          store<f32>(out, load<f32>(p0));
          store<f32>(out, load<f32>(p1), 4);
          store<f32>(out, load<f32>(p2), 8);
          store<f32>(out, load<f32>(p3), 12);
          store<f32>(out, load<f32>(p4), 16);
          store<f32>(out, load<f32>(p5), 20);
          store<f32>(out, load<f32>(p6), 24);
          store<f32>(out, load<f32>(p7), 28);
          p0 += 4; p1 += 4; p2 += 4; p3 += 4; p4 += 4; p5 += 4; p6 += 4; p7 += 4;
          out += 32;
        }
      } else {
        for (let k = 0; k < kc; k++) {
          for (let j = 0; j < 8; j++) {
            store<f32>(out, j < nc ? load<f32>(src + (<usize>(k * brs + j * bcs) << 2)) : 0);
            out += 4;
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function transpose4(a: v128, b: v128, c: v128, d: v128, out: usize): void {
  const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5), ab1 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5), cd1 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(out, i64x2.shuffle(ab0, cd0, 0, 2));
  v128.store(out, i64x2.shuffle(ab0, cd0, 1, 3), 32);
  v128.store(out, i64x2.shuffle(ab1, cd1, 0, 2), 64);
  v128.store(out, i64x2.shuffle(ab1, cd1, 1, 3), 96);
}

/** C (+)= A · B with B packed. `causal` is one of FULL, LOWER_C, LOWER_A, UPPER_A. */
export function gemmPacked(
  M: i32, N: i32, K: i32,
  A: usize, ars: i32, acs: i32,
  packed: usize,
  C: usize, ldc: i32,
  accumulate: bool, causal: i32,
): void {
  multiply(M, N, K, A, ars, acs, packed, C, ldc, accumulate, causal, 0);
}

/** With `panels`, MC × KC floats of scratch, A is packed first. */
function multiply(
  M: i32, N: i32, K: i32,
  A: usize, ars: i32, acs: i32,
  packed: usize,
  C: usize, ldc: i32,
  accumulate: bool, causal: i32, panels: usize,
): void {
  const aRow = <usize>ars << 2, aCol = <usize>acs << 2, cRow = <usize>ldc << 2;
  let block = packed;
  for (let k0 = 0; k0 < K; k0 += KC) {
    const kc = min(KC, K - k0);
    const add = accumulate || k0 > 0;
    for (let m1 = 0; m1 < M; m1 += MC) {
      const rows = min(MC, M - m1);
      let a1 = A + <usize>m1 * aRow + <usize>k0 * aCol;
      let row = aRow, panel = aRow << 2, step = aCol;
      if (panels) {
        packColumns(rows, kc, a1, aRow, aCol, panels);
        a1 = panels;
        row = 4;
        panel = <usize>kc << 4;
        step = 16;
      }
      const nEnd = causal == LOWER_C ? min(N, m1 + rows) : N;
      for (let n0 = 0; n0 < nEnd; n0 += 8) {
        const b = block + (<usize>(n0 * kc) << 2);
        const nc = N - n0;
        // tiles above the diagonal are skipped
        let m0 = causal == LOWER_C ? max(m1, n0) : m1;
        let a = a1 + <usize>((m0 - m1) >> 2) * panel;
        let c = C + <usize>m0 * cRow + (<usize>n0 << 2);
        for (; m0 < m1 + rows; m0 += 4) {
          let ks = 0, ke = kc;
          if (causal == LOWER_A) ke = max(0, min(kc, m0 + 4 - k0));
          else if (causal == UPPER_A) ks = min(kc, max(0, m0 - k0));
          const mc = M - m0;
          const at = a + <usize>ks * step, bt = b + (<usize>ks << 5);
          if (mc >= 4 && nc >= 8) tile(ke - ks, at, row, step, bt, c, cRow, add);
          else edgeTile(ke - ks, at, row, step, bt, c, cRow, mc, nc, add);
          a += panel;
          c += cRow << 2;
        }
      }
    }
    block += <usize>(kc * ((N + 7) & ~7)) << 2;
  }
}

/** Packs A[M,K] with aRow = 4 (a transposed operand) into panels [M/4][K][4]; rows past M repeat the last one. */
function packColumns(M: i32, K: i32, A: usize, aRow: usize, aCol: usize, out: usize): void {
  const panel = <usize>K << 4;
  let m0 = 0;
  if (aRow == 4) {
    for (; m0 + 16 <= M; m0 += 16) {
      let p = A + (<usize>m0 << 2), o = out;
      for (let k = 0; k < K; k++) {
        v128.store(o, v128.load(p));
        v128.store(o + panel, v128.load(p, 16));
        v128.store(o + panel * 2, v128.load(p, 32));
        v128.store(o + panel * 3, v128.load(p, 48));
        p += aCol;
        o += 16;
      }
      out += panel * 4;
    }
  }
  for (; m0 < M; m0 += 4) {
    const r1 = m0 + 1 < M ? aRow : 0, r2 = m0 + 2 < M ? aRow * 2 : r1, r3 = m0 + 3 < M ? aRow * 3 : r2;
    let p = A + <usize>m0 * aRow;
    for (let k = 0; k < K; k++) {
      store<f32>(out, load<f32>(p));
      store<f32>(out, load<f32>(p + r1), 4);
      store<f32>(out, load<f32>(p + r2), 8);
      store<f32>(out, load<f32>(p + r3), 12);
      p += aCol;
      out += 16;
    }
  }
}

/** Floats of scratch that `gemm` needs for a depth and width; `whole` where causal is not FULL. */
export function gemmScratch(K: i32, N: i32, whole: bool): i32 {
  return MC * KC + packedSize(whole ? K : min(K, KC), N);
}

/** C (+)= A · B; packs B, and A where it is transposed, into `scratch`: gemmScratch(K, N, causal != FULL) floats. */
export function gemm(
  M: i32, N: i32, K: i32,
  A: usize, ars: i32, acs: i32,
  B: usize, brs: i32, bcs: i32,
  C: usize, ldc: i32,
  accumulate: bool, causal: i32, scratch: usize,
): void {
  const panels: usize = acs == 1 ? 0 : scratch;
  const packed = scratch + (MC * KC << 2);
  if (causal != FULL) {
    pack(K, N, B, brs, bcs, packed);
    multiply(M, N, K, A, ars, acs, packed, C, ldc, accumulate, causal, panels);
    return;
  }
  for (let k0 = 0; k0 < K; k0 += KC) {
    const kc = min(KC, K - k0);
    pack(kc, N, B + (<usize>(k0 * brs) << 2), brs, bcs, packed);
    multiply(M, N, kc, A + (<usize>(k0 * acs) << 2), ars, acs, packed, C, ldc, accumulate || k0 > 0, FULL, panels);
  }
}

// @ts-ignore: decorator
@inline
function put(c: usize, lo: v128, hi: v128, add: bool): void {
  if (add) {
    lo = f32x4.add(v128.load(c), lo);
    hi = f32x4.add(v128.load(c, 16), hi);
  }
  v128.store(c, lo);
  v128.store(c, hi, 16);
}

function putEdge(c: usize, lo: v128, hi: v128, nc: i32, add: bool): void {
  if (nc >= 8) {
    put(c, lo, hi, add);
    return;
  }
  let v = f32x4.extract_lane(lo, 0);
  store<f32>(c, add ? load<f32>(c) + v : v);
  if (nc > 1) { v = f32x4.extract_lane(lo, 1); store<f32>(c, add ? load<f32>(c, 4) + v : v, 4); }
  if (nc > 2) { v = f32x4.extract_lane(lo, 2); store<f32>(c, add ? load<f32>(c, 8) + v : v, 8); }
  if (nc > 3) { v = f32x4.extract_lane(lo, 3); store<f32>(c, add ? load<f32>(c, 12) + v : v, 12); }
  if (nc > 4) { v = f32x4.extract_lane(hi, 0); store<f32>(c, add ? load<f32>(c, 16) + v : v, 16); }
  if (nc > 5) { v = f32x4.extract_lane(hi, 1); store<f32>(c, add ? load<f32>(c, 20) + v : v, 20); }
  if (nc > 6) { v = f32x4.extract_lane(hi, 2); store<f32>(c, add ? load<f32>(c, 24) + v : v, 24); }
}

/** Four rows of A, `row` bytes apart and `step` bytes from one k to the next, times one panel of B. */
function tile(K: i32, a: usize, row: usize, step: usize, b: usize, c: usize, cRow: usize, add: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a0 = a, a1 = a + row, a2 = a1 + row, a3 = a2 + row;
  const end = b + (<usize>K << 5);
  while (b < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load32_splat(a0);
    c00 = fma(s, b0, c00); c01 = fma(s, b1, c01);
    s = v128.load32_splat(a1);
    c10 = fma(s, b0, c10); c11 = fma(s, b1, c11);
    s = v128.load32_splat(a2);
    c20 = fma(s, b0, c20); c21 = fma(s, b1, c21);
    s = v128.load32_splat(a3);
    c30 = fma(s, b0, c30); c31 = fma(s, b1, c31);
    a0 += step; a1 += step; a2 += step; a3 += step;
    b += 32;
  }
  put(c, c00, c01, add);
  put(c + cRow, c10, c11, add);
  put(c + cRow * 2, c20, c21, add);
  put(c + cRow * 3, c30, c31, add);
}

/** The same for mc rows and nc columns at the lower and right edge: rows that are not there repeat the last one. */
function edgeTile(
  K: i32, a: usize, row: usize, step: usize, b: usize, c: usize, cRow: usize, mc: i32, nc: i32, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a0 = a, a1 = mc > 1 ? a0 + row : a0, a2 = mc > 2 ? a1 + row : a1, a3 = mc > 3 ? a2 + row : a2;
  const end = b + (<usize>K << 5);
  while (b < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load32_splat(a0);
    c00 = fma(s, b0, c00); c01 = fma(s, b1, c01);
    s = v128.load32_splat(a1);
    c10 = fma(s, b0, c10); c11 = fma(s, b1, c11);
    s = v128.load32_splat(a2);
    c20 = fma(s, b0, c20); c21 = fma(s, b1, c21);
    s = v128.load32_splat(a3);
    c30 = fma(s, b0, c30); c31 = fma(s, b1, c31);
    a0 += step; a1 += step; a2 += step; a3 += step;
    b += 32;
  }
  putEdge(c, c00, c01, nc, add);
  if (mc > 1) putEdge(c + cRow, c10, c11, nc, add);
  if (mc > 2) putEdge(c + cRow * 2, c20, c21, nc, add);
  if (mc > 3) putEdge(c + cRow * 3, c30, c31, nc, add);
}
