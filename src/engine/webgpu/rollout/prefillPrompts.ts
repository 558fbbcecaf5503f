import type { ModelShape } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";
import { packBatch } from "../packedBatch.ts";
import { PackedPass } from "../packedPass.ts";
import type { Prefill } from "../prefill.ts";

/** One packed forward pass over prompts: what their completions attend to and are drawn from. Uses the memory of a kept pass. */
export function prefillPrompts(
  runner: KernelRunner,
  shape: ModelShape,
  rotary: BufferView,
  w: ModelBuffers,
  prompts: readonly Int32Array[],
): Prefill {
  // A completion of one token makes every token of the prompt an input and scores its last position.
  const completion = new Int32Array(1);
  const sequences = prompts.map((prompt) => ({ prompt, completion }));
  const batch = packBatch(runner.gpu, "prefill: indices", shape.vocabSize, sequences);
  const pass = new PackedPass(runner, shape, rotary, batch, true);
  const last = pass.head(w, pass.trunk(w), batch.scoredRows, prompts.length);
  return { keyValues: pass.keyValues(), starts: batch.starts, last };
}
