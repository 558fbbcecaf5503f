import type { Policy } from "../../engine/policy.ts";
import { contrast } from "./contrast.ts";
import { harmlessText } from "./harmlessText.ts";
import { helpfulText } from "./helpfulText.ts";
import type { JudgedResponse } from "./judgedResponse.ts";
import { HEAD_TOKENS } from "./scalarHead.ts";

const TEXT_OF = { helpful: helpfulText, harmless: harmlessText } as const;

/** A policy read as a judge: one number a response, the larger the better. */
export class RewardModel {
  constructor(
    private readonly policy: Policy,
    readonly kind: keyof typeof TEXT_OF,
  ) {}

  /** The ids that are read. @throws naming the first word that is not in the vocabulary */
  reads(item: JudgedResponse): Int32Array {
    return TEXT_OF[this.kind](item);
  }

  /**
   * @returns a score for each item, in order; the same for the same items. Of a helpfulness model only differences between responses to
   *   one prompt mean something; of a harmlessness model it is the log-odds of being safe
   * @throws naming the first word that is not in the vocabulary
   */
  score(items: readonly JudgedResponse[]): Promise<number[]> {
    return contrast(
      this.policy,
      items.map((item) => this.reads(item)),
      HEAD_TOKENS,
    );
  }
}
