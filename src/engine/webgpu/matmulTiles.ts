import { defineShader, type Shader, shaderFamily } from "./shader.ts";
import type { MatmulLayout, MatmulParam, MatmulResult } from "./matmul.ts";

/** Rows and columns of the result that one workgroup computes. */
const TILE = 64;
/** Products of each sum that are in workgroup memory at a time. */
const SLICE = 16;
/** Threads across: four columns each. */
const ACROSS = TILE / 4;
/** Threads down: eight rows each. */
const DOWN = TILE / 8;
/** Half of the threads load from `a`, the others from `b`: four times four values each make a slice. */
const HALF = (ACROSS * DOWN) / 2;

export const TILES_TILE = { rows: TILE, columns: TILE };

const list = (length: number, line: (i: number) => string): string =>
  Array.from({ length }, (_, i) => line(i)).join("\n");

interface Operand {
  /** The array. */
  name: "a" | "b";
  /** Rows of `a`, columns of `b`. */
  size: "p.m" | "p.n";
  /** Where the tile begins. */
  origin: "i0" | "j0";
  /** Whether values that are added up lie next to each other, or those of neighbouring rows (columns). */
  along: "sum" | "tile";
  /** Four values at a time; both sizes are multiples of four. */
  wide: boolean;
}

/**
 * WGSL that puts the four quads of thread `u` (0 to 63) into q0 … q3. Along the sum: four rows by four products, turned round on the
 * way to workgroup memory. Along the tile: product u / 16 + 4 i, rows of quad u % 16. Zeros beyond the end of the sum; beyond
 * the edge of the tile the last row, which nobody stores.
 */
function load({ name, size, origin, along, wide }: Operand): string {
  if (along === "sum") {
    const quad = (i: number): string => {
      const at = `min(${origin} + u / 4u * 4u + ${i}u, ${size} - 1u) * p.k + l`;
      if (wide) return `${name}[(${at}) / 4u]`;
      return `vec4f(${list(4, (x) => `select(0.0, ${name}[${at} + ${x}u], l + ${x}u < end),`)})`;
    };
    return `let l = base + u % 4u * 4u;
      if (l < end) { ${list(4, (i) => `q${i} = ${quad(i)};`)} } else { ${list(4, (i) => `q${i} = vec4f();`)} }`;
  }
  const quad = (i: number): string => {
    const at = `(l + ${4 * i}u) * ${size}`;
    if (wide) return `${name}[(${at} + min(x, ${size} - 4u)) / 4u]`;
    return `vec4f(${list(4, (c) => `${name}[${at} + min(x + ${c}u, ${size} - 1u)],`)})`;
  };
  return `let l = base + u / ${ACROSS}u;
    let x = ${origin} + u % ${ACROSS}u * 4u;
    ${list(4, (i) => `if (l + ${4 * i}u < end) { q${i} = ${quad(i)}; } else { q${i} = vec4f(); }`)}`;
}

/** WGSL that writes the quads to workgroup memory, [SLICE, TILE / 4] quads of neighbouring rows (columns). */
function keep(name: "tileA" | "tileB", along: Operand["along"]): string {
  if (along === "tile") {
    return list(4, (i) => `${name}[(u / ${ACROSS}u + ${4 * i}u) * ${ACROSS}u + u % ${ACROSS}u] = q${i};`);
  }
  return list(
    4,
    (i) =>
      `${name}[(u % 4u * 4u + ${i}u) * ${ACROSS}u + u / 4u] = vec4f(${[0, 1, 2, 3].map((x) => `q${x}[${i}]`).join(", ")});`,
  );
}

/**
 * Matrix product for hardware: a workgroup computes 64 by 64 values, a thread 8 by 4, sixteen products of each sum at a time from
 * workgroup memory. A thread reads three quads from there for 32 products, and loads the next slice while it computes.
 *
 * @param wide every size that lies innermost in memory is a multiple of four: loads and stores of four values
 */
export const matmulTiles = shaderFamily(
  (layout: MatmulLayout, result: MatmulResult, wide: boolean): Shader<MatmulParam, string> => {
    const a: Operand = { name: "a", size: "p.m", origin: "i0", along: layout === "TN" ? "tile" : "sum", wide };
    const b: Operand = { name: "b", size: "p.n", origin: "j0", along: layout === "NT" ? "sum" : "tile", wide };
    const element = wide ? "vec4f" : "f32";
    const adds = result === "added to residual";
    const store = (r: number): string => {
      const at = `z + (i + ${r}u) * p.n + j`;
      if (wide) return `let at = (${at}) / 4u; out[at] = sum${r}${adds ? " + residual[at]" : ""};`;
      return `let at = ${at};
        ${list(4, (c) => `if (j + ${c}u < p.n) { out[at + ${c}u] = sum${r}[${c}]${adds ? ` + residual[at + ${c}u]` : ""}; }`)}`;
    };
    return defineShader<MatmulParam, string>({
      name: `matmul ${layout} in tiles`,
      params: { m: "u32", n: "u32", k: "u32", columnTiles: "u32", tiles: "u32", part: "u32" },
      buffers: {
        a: `read ${element}`,
        b: `read ${element}`,
        out: `write ${element}`,
        ...(adds ? { residual: `read ${element}` as const } : {}),
      },
      code: /* wgsl */ `
        var<workgroup> tileA: array<vec4f, ${SLICE * ACROSS}>;
        var<workgroup> tileB: array<vec4f, ${SLICE * ACROSS}>;
        @compute @workgroup_size(${2 * HALF})
        fn main(
          @builtin(workgroup_id) group: vec3u,
          @builtin(num_workgroups) groups: vec3u,
          @builtin(local_invocation_index) t: u32,
        ) {
          let tile = group.x + group.y * groups.x;
          if (tile >= p.tiles) { return; }
          let row = tile / p.columnTiles;
          let i0 = row * ${TILE}u;
          let j0 = (tile - row * p.columnTiles) * ${TILE}u;
          let begin = group.z * p.part;
          let end = min(p.k, begin + p.part);
          let u = t % ${HALF}u;
          let down = t / ${ACROSS}u;
          let across = t % ${ACROSS}u;
          ${list(8, (r) => `var sum${r} = vec4f();`)}
          ${list(4, (i) => `var q${i} = vec4f();`)}
          var base = begin;
          if (t < ${HALF}u) { ${load(a)} } else { ${load(b)} }
          while (base < end) {
            if (t < ${HALF}u) { ${keep("tileA", a.along)} } else { ${keep("tileB", b.along)} }
            workgroupBarrier();
            base += ${SLICE}u;
            if (t < ${HALF}u) { ${load(a)} } else { ${load(b)} }
            for (var s = 0u; s < ${SLICE * ACROSS}u; s += ${ACROSS}u) {
              let upper = tileA[s + down * 2u];
              let lower = tileA[s + down * 2u + 1u];
              let right = tileB[s + across];
              ${list(8, (r) => `sum${r} += ${r < 4 ? `upper[${r}]` : `lower[${r - 4}]`} * right;`)}
            }
            workgroupBarrier();
          }
          let i = i0 + down * 8u;
          let j = j0 + across * 4u;
          if (j >= p.n) { return; }
          let z = group.z * p.m * p.n;
          ${list(8, (r) => `if (i + ${r}u < p.m) { ${store(r)} }`)}
        }`,
    });
  },
);
