import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { ENTRY, HEADER } from "../../webgpu/rollout/rowList.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { advanceRows } from "./spec.ts";

/** One workgroup; a thread counts the ended rows of a run of entries, then moves them to where the counts before it say. */
const shaders = shaderFamily((threads: number) =>
  defineShader({
    name: `advanceRows, ${threads} threads`,
    params: { rows: "u32", eosToken: "i32", maxNewTokens: "i32" },
    buffers: { list: "read i32", queue: "read i32", next: "write i32", fed: "write i32" },
    code: /* wgsl */ `
      var<workgroup> endedOf: array<u32, ${threads}>;
      fn hasEnded(entry: u32) -> bool {
        return list[entry + 2u] == p.eosToken || list[entry + 3u] >= p.maxNewTokens;
      }
      @compute @workgroup_size(${threads})
      fn main(@builtin(local_invocation_index) t: u32) {
        let count = min(p.rows, u32(list[0]));
        let run = (count + ${threads - 1}u) / ${threads}u;
        let begin = min(t * run, count);
        let end = min(begin + run, count);
        var ended = 0u;
        for (var i = begin; i < end; i++) {
          if (hasEnded(${HEADER}u + ${ENTRY}u * i)) { ended++; }
        }
        endedOf[t] = ended;
        workgroupBarrier();
        let taken = u32(list[1]);
        let left = u32(queue[0]) - taken;
        var before = 0u;
        for (var i = 0u; i < t; i++) { before += endedOf[i]; }
        for (var i = begin; i < end; i++) {
          let entry = ${HEADER}u + ${ENTRY}u * i;
          // Entries before this one that stayed or were refilled.
          let at = i - before + min(before, left);
          let place = ${HEADER}u + ${ENTRY}u * at;
          var row = vec3i(list[entry + 1u], list[entry + 2u], list[entry + 3u]);
          if (hasEnded(entry)) {
            let source = ${HEADER}u + ${ENTRY}u * (taken + before);
            before++;
            if (before > left) { continue; }
            row = vec3i(queue[source + 1u], queue[source + 2u], queue[source + 3u]);
          }
          next[place] = list[entry];
          next[place + 1u] = row.x;
          next[place + 2u] = row.y;
          next[place + 3u] = row.z;
          fed[at] = row.y;
        }
        if (t == ${threads - 1}u) {
          let refilled = min(before, left);
          next[0] = i32(count - before + refilled);
          next[1] = i32(taken + refilled);
          next[2] = list[2] + i32(count);
          next[3] = 0;
        }
      }`,
  }),
);

export const advanceRowsGpu = defineGpuKernel(advanceRows, (gpu, buffers, scalars) => {
  gpu.dispatch(shaders(gpu.software ? 16 : 64), buffers, scalars, 1);
});
