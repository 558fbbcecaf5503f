import type { ModelShape } from "../../policy.ts";
import { defineShader, shaderFamily } from "../shader.ts";
import { attendTogetherWgsl, togetherForm, togetherScores } from "./attendTogetherWgsl.ts";
import { attendWgsl, headStruct } from "./attendWgsl.ts";
import { DecodeLayout } from "./decodeWeights.ts";
import { drawTogetherWgsl } from "./drawTogetherWgsl.ts";
import { ENTRY, HEADER, HEADER_COUNT, HEADER_TAKEN, HEADER_TOKENS } from "./rowList.ts";
import { linearTogetherWgsl, type TogetherLinear } from "./linearTogetherWgsl.ts";
import { UNIFORM_WGSL } from "./uniformWgsl.ts";

/** How a workgroup of the persistent kernel is made. */
export interface PersistentForm {
  /** Rows that a workgroup carries. */
  rows: number;
  threads: number;
  /** Columns of a product that a thread computes at once, for all rows. */
  wide: number;
  /** Threads that share a row's norm, and its draw. */
  lanes: number;
}

/** Bytes of workgroup memory. */
export function workgroupBytes(
  { width: D, mlpWidth: F, vocabSize: V, heads }: ModelShape,
  { rows, threads }: PersistentForm,
): number {
  const scores = togetherForm(threads, rows, heads, D / heads) ? togetherScores(threads) : 0;
  return 4 * (rows * (2 * D + widest(D, F, V, D / heads) + 6) + 3 * threads + scores + 1);
}

/** A multiple of a head's width. */
const widest = (D: number, F: number, V: number, C: number): number => Math.ceil(Math.max(3 * D, F, V) / C) * C;

const each = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/**
 * The persistent rollout kernel: a workgroup carries its rows through all layers, token after token, and takes the next row from the
 * queue when one ends. Activations live in workgroup memory, keys and values in the cache, everything else in registers; between two
 * dispatches a row's state is its entry of the row list. A row depends on its key alone, so which workgroup carries it does not matter.
 */
const shaders = shaderFamily(
  (
    D: number,
    F: number,
    H: number,
    L: number,
    V: number,
    eps: number,
    rows: number,
    threads: number,
    wide: number,
    lanes: number,
  ) => {
    const W = D / 4;
    const C = D / H;
    const Y = widest(D, F, V, C);
    const layout = new DecodeLayout({
      vocabSize: V,
      width: D,
      mlpWidth: F,
      layers: L,
      heads: H,
      normEps: eps,
      ropeTheta: 1,
    });
    const [layer] = layout.layers;
    if (!layer) throw new Error("persistent rollout: expected a layer, got none");
    const perLayer = layout.layers[1]?.qkv.at ?? 0;
    const together = togetherForm(threads, rows, H, C);

    const linear = (parts: TogetherLinear): string => linearTogetherWgsl({ rows, threads, wide }, parts);
    const norm = /* wgsl */ `
      if (t < ${rows * lanes}u) {
        let r = t / ${lanes}u;
        var sum = 0.0;
        for (var j = t % ${lanes}u; j < ${D}u; j += ${lanes}u) { sum += x[r * ${D}u + j] * x[r * ${D}u + j]; }
        part[t] = sum;
      }
      workgroupBarrier();
      ${each(rows, (r) => `let s${r} = scale(${r}u);`)}`;

    const attendApart = /* wgsl */ `
        for (var i = t; i < ${rows * H}u; i += ${threads}u) {
          let r = i / ${H}u;
          let h = i - r * ${H}u;
          if (drawnOf[r] > 0u) {
            attend(
              r * ${Y / C}u + h,
              l * p.promptStride + (beginOf[r] * 3u + 1u) * ${H}u + h,
              lengthOf[r],
              l * p.layerStride + (firstSlot + r) * p.positions * ${2 * H}u + h,
              drawnOf[r],
              r * ${H}u + h,
            );
          }
        }
        workgroupBarrier();`;

    return defineShader({
      name: `rollout, ${rows} rows by ${threads} threads`,
      params: {
        tokens: "u32",
        slots: "u32",
        groupSize: "u32",
        positions: "u32",
        layerStride: "u32",
        promptStride: "u32",
        resultStride: "u32",
        seed: "u32",
        step: "u32",
        inverse: "f32",
        eosToken: "u32",
        maxNewTokens: "u32",
      },
      buffers: {
        weights: "read vec4f",
        prompts: "read Head",
        rotary: "read vec4f",
        cache: "write Head",
        starts: "read i32",
        queue: "read i32",
        list: "write atomic<i32>",
        results: "write i32",
      },
      code: /* wgsl */ `
        var<workgroup> x: array<f32, ${rows * D}>;
        var<workgroup> y: array<f32, ${rows * Y}>;
        var<workgroup> z: array<f32, ${rows * D}>;
        var<workgroup> part: array<f32, ${threads}>;
        var<workgroup> sums: array<f32, ${threads}>;
        var<workgroup> likely: array<u32, ${threads}>;
        ${together ? `var<workgroup> scores: array<f32, ${togetherScores(threads)}>;` : ""}
        var<workgroup> pick: array<atomic<u32>, ${rows}>;
        var<workgroup> rowOf: array<u32, ${rows}>;
        var<workgroup> tokenOf: array<u32, ${rows}>;
        var<workgroup> drawnOf: array<u32, ${rows}>;
        var<workgroup> beginOf: array<u32, ${rows}>;
        var<workgroup> lengthOf: array<u32, ${rows}>;
        var<workgroup> most: u32;

        fn fourx(i: u32) -> vec4f { return vec4f(x[i], x[i + 1u], x[i + 2u], x[i + 3u]); }
        fn foury(i: u32) -> vec4f { return vec4f(y[i], y[i + 1u], y[i + 2u], y[i + 3u]); }
        fn fourz(i: u32) -> vec4f { return vec4f(z[i], z[i + 1u], z[i + 2u], z[i + 3u]); }
        ${headStruct(C)}
        fn load(i: u32) -> Head {
          return Head(array<vec4f, ${C / 4}>(${each(C / 4, (j) => `foury(${C}u * i + ${4 * j}u)${j + 1 < C / 4 ? "," : ""}`)}));
        }
        fn store(i: u32, head: Head) {
          ${each(C, (j) => `z[${C}u * i + ${j}u] = head.v[${Math.floor(j / 4)}][${j % 4}];`)}
        }
        ${attendWgsl(C, H)}
        ${UNIFORM_WGSL}
        fn scale(r: u32) -> f32 {
          var sum = 0.0;
          for (var j = 0u; j < ${lanes}u; j++) { sum += part[r * ${lanes}u + j]; }
          return inverseSqrt(sum / ${D}.0 + ${eps});
        }
        fn findPrompt(r: u32) {
          let prompt = rowOf[r] / p.groupSize;
          beginOf[r] = u32(starts[prompt]);
          lengthOf[r] = u32(starts[prompt + 1u]) - beginOf[r];
        }

        @compute @workgroup_size(${threads})
        fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
          let firstSlot = group.x * ${rows}u;
          for (var r = t; r < ${rows}u; r += ${threads}u) {
            let entry = ${HEADER}u + ${ENTRY}u * (firstSlot + r);
            drawnOf[r] = 0u;
            if (firstSlot + r < p.slots) {
              rowOf[r] = u32(atomicLoad(&list[entry + 1u]));
              tokenOf[r] = u32(atomicLoad(&list[entry + 2u]));
              drawnOf[r] = u32(atomicLoad(&list[entry + 3u]));
              findPrompt(r);
            }
          }
          workgroupBarrier();
          for (var n = 0u; n < p.tokens; n++) {
            if (t == 0u) {
              most = 0u;
              for (var r = 0u; r < ${rows}u; r++) {
                if (drawnOf[r] > 0u) { most = max(most, lengthOf[r] + drawnOf[r]); }
              }
            }
            let longest = workgroupUniformLoad(&most);
            if (longest == 0u) { break; }
            for (var i = t; i < ${rows * W}u; i += ${threads}u) {
              let r = i / ${W}u;
              let v = weights[${layout.embedding.at / 4}u + tokenOf[r] * ${W}u + i - r * ${W}u];
              x[4u * i] = v.x;
              x[4u * i + 1u] = v.y;
              x[4u * i + 2u] = v.z;
              x[4u * i + 3u] = v.w;
            }
            workgroupBarrier();

            for (var l = 0u; l < ${L}u; l++) {
              let matrices = l * ${perLayer / 4}u;
              {
                ${norm}
                ${linear({
                  input: "fourx",
                  stride: D,
                  inner: D,
                  outer: 3 * D,
                  at: `matrices + ${layer.qkv.at / 4}u`,
                  done: (r, sum) => `y[${r * Y}u + o] = s${r} * ${sum};`,
                })}
              }
              ${together ? attendTogetherWgsl(together, { rows, heads: H, C, Y, threads }) : attendApart}
              ${linear({
                input: "fourz",
                stride: D,
                inner: D,
                outer: D,
                at: `matrices + ${layer.o.at / 4}u`,
                done: (r, sum) => `x[${r * D}u + o] += ${sum};`,
              })}
              {
                ${norm}
                ${linear({
                  input: "fourx",
                  stride: D,
                  inner: D,
                  outer: 2 * F,
                  at: `matrices + ${layer.gateUp.at / 4}u`,
                  gated: true,
                  done: (r, gate, up) => `{
                    let gate = s${r} * ${gate};
                    y[${r * Y}u + o] = gate / (1.0 + exp(-gate)) * s${r} * ${up};
                  }`,
                })}
              }
              ${linear({
                input: "foury",
                stride: Y,
                inner: F,
                outer: D,
                at: `matrices + ${layer.down.at / 4}u`,
                done: (r, sum) => `x[${r * D}u + o] += ${sum};`,
              })}
            }
            {
              ${norm}
              ${linear({
                input: "fourx",
                stride: D,
                inner: D,
                outer: V,
                at: `${layout.head.at / 4}u`,
                done: (r, sum) => `y[${r * Y}u + o] = s${r} * ${sum};`,
              })}
            }

            ${drawTogetherWgsl({ rows, lanes, V, Y })}
            if (draws && lane == 0u && drawnOf[r] > 0u) {
              let at = rowOf[r] * p.maxNewTokens + drawnOf[r];
              results[at] = i32(token);
              results[p.resultStride + at] = bitcast<i32>(logProb);
              atomicAdd(&list[${HEADER_TOKENS}], 1);
              tokenOf[r] = token;
              drawnOf[r]++;
              if (token == p.eosToken || drawnOf[r] >= p.maxNewTokens) {
                let taken = u32(atomicAdd(&list[${HEADER_TAKEN}], 1));
                if (taken < u32(queue[${HEADER_COUNT}])) {
                  let entry = ${HEADER}u + ${ENTRY}u * taken;
                  rowOf[r] = u32(queue[entry + 1u]);
                  tokenOf[r] = u32(queue[entry + 2u]);
                  drawnOf[r] = u32(queue[entry + 3u]);
                  findPrompt(r);
                } else {
                  drawnOf[r] = 0u;
                  atomicSub(&list[${HEADER_COUNT}], 1);
                }
              }
            }
            workgroupBarrier();
          }
          for (var r = t; r < ${rows}u; r += ${threads}u) {
            if (firstSlot + r < p.slots) {
              let entry = ${HEADER}u + ${ENTRY}u * (firstSlot + r);
              atomicStore(&list[entry + 1u], i32(rowOf[r]));
              atomicStore(&list[entry + 2u], i32(tokenOf[r]));
              atomicStore(&list[entry + 3u], i32(drawnOf[r]));
            }
          }
        }`,
    });
  },
);

export const persistentShader = (
  { width, mlpWidth, heads, layers, vocabSize, normEps }: ModelShape,
  { rows, threads, wide, lanes }: PersistentForm,
) => shaders(width, mlpWidth, heads, layers, vocabSize, normEps, rows, threads, wide, lanes);
