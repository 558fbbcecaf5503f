import type { Scale, Sieve, StageId } from "../protocol/pipeline.ts";

/** A stage's sieves kept no example at all: there is nothing to learn from. Callers branch on the class. */
export class NothingKeptError extends Error {
  override readonly name = "NothingKeptError";

  /** @param rejected the file with every example and its reason */
  constructor(
    readonly stage: StageId,
    sieves: readonly Sieve[],
    rejected: string,
    scale: Scale,
  ) {
    const larger = scale === "tiny" ? ", or run --scale full" : "";
    super(
      `stage ${stage}: expected examples to learn from, got none: ${sieves.map(keptText).join("; ")} (${rejected} says why of each; ` +
        `sample more, start from a base that was trained longer, train the stages before it longer${larger})`,
    );
  }
}

function keptText({ source, entered, filters, kept }: Sieve): string {
  const took = filters.filter((filter) => filter.took > 0).map((filter) => `${filter.name} ${filter.took}`);
  return `${source} kept ${kept} of ${entered}${took.length > 0 ? `, taken away: ${took.join(", ")}` : ""}`;
}
