import type { BufferView } from "./gpu.ts";

/** Prompts after one packed forward pass: what their completions attend to and are drawn from. P prompts, D width. */
export interface Prefill {
  /** A layer each: [N, 3D] rows of q, k, v of all prompts end to end, q and k rotated. */
  keyValues: BufferView[];
  /** Row of each prompt's first token, [P + 1]. */
  starts: Int32Array;
  /** Each prompt's last token after the final norm, [P, D]. */
  last: BufferView;
}
