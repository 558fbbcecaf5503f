import { VOCABULARY } from "../world/vocabulary.ts";
import type { StageContext } from "./context.ts";
import { type PieceFormat, type Series, seriesOf } from "./partState.ts";

/** Completions of one call of the sampler, as token ids. */
type Batch = Int32Array[];

/** 16 bits a number: of each completion its length and its tokens. */
const BATCHES: PieceFormat<Batch> = {
  encode: (batch) =>
    new Uint8Array(Uint16Array.from(batch.flatMap((completion) => [completion.length, ...completion])).buffer),
  decode: (bytes) => {
    if (bytes.length % 2 !== 0) return null;
    const numbers = new Uint16Array(Uint8Array.from(bytes).buffer);
    const batch: Batch = [];
    for (let at = 0; at < numbers.length;) {
      const end = at + 1 + (numbers[at] ?? 0);
      const completion = Int32Array.from(numbers.subarray(at + 1, end));
      if (end > numbers.length || completion.some((id) => id >= VOCABULARY.length)) return null;
      batch.push(completion);
      at = end;
    }
    return batch;
  },
};

/**
 * Batches that are sampled once, whatever interrupts the part of the stage that they belong to.
 *
 * @param asked JSON of everything that the tokens depend on, but the policy
 * @throws naming the file of what was sampled before when it is damaged or of something else
 */
export const sampledBatches = (context: StageContext, name: string, asked: unknown): Series<Batch> =>
  seriesOf(context, name, asked, BATCHES);
