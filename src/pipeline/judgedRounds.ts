import type { Verdict } from "../trainer/rewardModels/generativeJudge.ts";
import type { StageContext } from "./context.ts";
import { type Series, seriesOf } from "./partState.ts";

/** Rounds of a judge's verdicts over so many written answers each, that are judged once, whatever interrupts them. */
export function judgedRounds(context: StageContext, name: string, answers: number): Series<Verdict[]> {
  return seriesOf(context, name, answers, {
    encode: (round) =>
      new Uint8Array(Float64Array.from(round.flatMap(({ margin, confidence }) => [margin, confidence])).buffer),
    decode: (bytes) => {
      if (bytes.length !== 16 * answers) return null;
      const numbers = new Float64Array(Uint8Array.from(bytes).buffer);
      return Array.from({ length: answers }, (_, i): Verdict => {
        const [margin = 0, confidence = 0] = numbers.subarray(2 * i);
        return { yes: margin > 0, confidence, margin };
      });
    },
  });
}
