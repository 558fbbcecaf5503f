import type { Policy } from "../../engine/policy.ts";
import { tokenId } from "../../world/vocabulary.ts";
import { contrast } from "./contrast.ts";
import { type ComparedResponse, judgeText } from "./judgeText.ts";

const YES_OR_NO: readonly [number, number] = [tokenId("yes"), tokenId("no")];

export interface Verdict {
  /** The response says the same as the reference. */
  yes: boolean;
  /** Probability of this verdict against the other, 0.5…1. */
  confidence: number;
  /** log p(yes) - log p(no). */
  margin: number;
}

/** A language model that writes its verdict, `yes` or `no`; the likelier of the two first words is read off. */
export class GenerativeJudge {
  constructor(private readonly policy: Policy) {}

  /**
   * @returns a verdict for each item, in order; the same for the same items
   * @throws naming the first word that is not in the vocabulary
   */
  async judgeAll(items: readonly ComparedResponse[]): Promise<Verdict[]> {
    const margins = await contrast(this.policy, items.map(judgeText), YES_OR_NO);
    return margins.map((margin) => ({
      yes: margin > 0,
      confidence: 1 / (1 + Math.exp(-Math.abs(margin))),
      margin,
    }));
  }
}
