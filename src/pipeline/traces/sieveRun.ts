import type { FilterName, Sieve, TraceExample, TraceSource } from "../../protocol/pipeline.ts";
import { type Candidate, exampleOf } from "./candidate.ts";
import type { Filter } from "./filters.ts";

/** Examples shown of each filter and of what is kept. */
const SHOWN = 24;

/** Passes candidates through filters in order, counting what each takes. */
export class SieveRun {
  readonly kept: Candidate[] = [];
  /** Every rejected one, with the reason. */
  readonly rejected: (TraceExample & { filter: string })[] = [];
  private entered = 0;
  private readonly took: number[];

  constructor(
    private readonly source: TraceSource,
    private readonly filters: readonly Filter[],
  ) {
    this.took = filters.map(() => 0);
  }

  /** @returns the filter that took it; null when it is kept */
  offer(candidate: Candidate): FilterName | null {
    this.entered++;
    for (const [i, filter] of this.filters.entries()) {
      const why = filter.reject(candidate);
      if (why === null) continue;
      this.took[i] = (this.took[i] ?? 0) + 1;
      this.rejected.push({ ...exampleOf(candidate, why), filter: filter.name });
      return filter.name;
    }
    this.kept.push(candidate);
    return null;
  }

  get result(): Sieve {
    const keptByLevel: Sieve["keptByLevel"] = {};
    for (const { level } of this.kept) keptByLevel[level] = (keptByLevel[level] ?? 0) + 1;
    return {
      source: this.source,
      entered: this.entered,
      filters: this.filters.map(({ name, what }, i) => ({
        name,
        what,
        took: this.took[i] ?? 0,
        examples: spread(this.rejected.filter(({ filter }) => filter === name)).map(
          ({ filter: _, ...example }) => example,
        ),
      })),
      kept: this.kept.length,
      keptByLevel,
      examples: spread(this.kept).map((one) => exampleOf(one)),
    };
  }
}

/** Some of the items, evenly spread, so that they show every level. */
function spread<T>(items: readonly T[]): T[] {
  if (items.length <= SHOWN) return [...items];
  return Array.from({ length: SHOWN }, (_, i) => items[Math.floor((i * items.length) / SHOWN)] as T);
}
