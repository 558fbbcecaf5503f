import type { Values } from "../../kernels/kernelSpec.ts";
import { ENTRY, HEADER, HEADER_COUNT } from "../../webgpu/rollout/rowList.ts";
import type { Bench } from "./adapter.ts";
import { splitRotary } from "./splitRotary.ts";

type B = "list" | "starts" | "prompts" | "qkv" | "rotary" | "cache" | "out";
type S = "rows" | "width" | "heads" | "groupSize" | "positions";

const upToFour = (n: number): number => (n + 3) & ~3;

/** Runs attentionDecode on the buffers of the spec, whose caches are ordered by position first and not by head. */
export function decodeAttentionBuffers({ k, memory, at, values, n }: Bench<B, S>): { out: Values } {
  const { rows, width: D, heads: H, groupSize, positions } = n;
  const hd = D / H;
  const { starts } = values;
  const count = Math.min(rows, values.list[HEADER_COUNT] as number);
  const column = (of: (entry: Values) => number): number => {
    const entry = (i: number): Values => values.list.subarray(HEADER + ENTRY * i, HEADER + ENTRY * (i + 1));
    return memory.allocFrom(Int32Array.from({ length: count }, (_, i) => of(entry(i))));
  };
  const promptOf = (entry: Values): number => Math.floor((entry[1] as number) / groupSize);
  const lengths = Int32Array.from(
    { length: starts.length - 1 },
    (_, p) => (starts[p + 1] as number) - (starts[p] as number),
  );
  const position = column((entry) => (lengths[promptOf(entry)] as number) + (entry[3] as number) - 1);
  const prompt = column(promptOf);
  const slot = column((entry) => entry[0] as number);

  const promptCapacity = upToFour(Math.max(...lengths));
  const promptStride = promptCapacity * D;
  const [promptKeys, promptValues] = [0, 1].map(() => memory.alloc(lengths.length * promptStride)) as [number, number];
  lengths.forEach((T, p) => {
    const to = p * promptStride * 4;
    k.splitHeads(
      T,
      D,
      H,
      at.prompts + (starts[p] as number) * 3 * D * 4,
      promptKeys + to,
      promptValues + to,
      promptCapacity,
    );
  });

  const capacity = upToFour(positions);
  const slotStride = capacity * D;
  /** Keys (part 0) or values (part 1) of all slots, [slots, H, capacity, hd]. */
  const byHead = (part: number): number => {
    const to = new Float32Array(rows * slotStride);
    for (let s = 0; s < rows; s++) {
      for (let t = 0; t < positions; t++) {
        for (let c = 0; c < D; c++) {
          const h = Math.floor(c / hd);
          to[s * slotStride + (h * capacity + t) * hd + (c % hd)] = values.cache[
            ((s * positions + t) * 2 + part) * D + c
          ] as number;
        }
      }
    }
    return memory.allocFrom(to);
  };
  const [keys, caches] = [byHead(0), byHead(1)];
  const { cos, sin } = splitRotary(memory, values.rotary);
  k.rope(count, 2 * H, hd, 3 * D, at.qkv, position, cos, sin, 1);
  const scores = memory.alloc(promptCapacity + capacity);
  k.attentionDecode(
    count,
    D,
    H,
    at.qkv,
    position,
    prompt,
    memory.allocFrom(lengths),
    promptKeys,
    promptValues,
    promptStride,
    promptCapacity,
    slot,
    keys,
    caches,
    slotStride,
    capacity,
    at.out,
    scores,
  );
  return { out: memory.floats(at.out, rows * D) };
}
