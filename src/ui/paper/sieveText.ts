import type { FilterName, Sieve, TraceExample, TraceSource } from "../../protocol/pipeline.ts";

export const SOURCE_NAMES: Readonly<Record<TraceSource, string>> = {
  "few-shot": "Few-shot prompting of the base model",
  reflective: "Reflective answers of R1-Zero, verified",
  rewritten: "Answers of R1-Zero, rewritten",
  sampled: "Sampled answers",
  general: "General data",
};

const FILTER_NAMES: Readonly<Record<FilterName, string>> = {
  wrong: "Wrong answer",
  format: "Broken format",
  unverified: "Not verified",
  short: "Only one attempt",
  "mixed-language": "Mixed language",
  overlong: "Too long",
  chaotic: "Chaotic",
  duplicate: "Duplicate",
  "judged-bad": "Judged bad",
  surplus: "More than needed",
};

/** One row of a sieve's picture: what a filter took, and what was left of everything that entered. */
export interface SieveRow {
  /** A filter's name, or "kept". */
  id: string;
  label: string;
  what: string;
  count: number;
  /** Of everything that entered: after this filter, and what it took. */
  left: number;
  took: number;
  examples: readonly TraceExample[];
}

/** The filters in order, and at last what is kept. */
export function sieveRows({ entered, filters, kept, examples }: Sieve): SieveRow[] {
  const all = Math.max(1, entered);
  let left = entered;
  const rows = filters.map((filter) => {
    left -= filter.took;
    return {
      id: filter.name,
      label: FILTER_NAMES[filter.name] ?? filter.name,
      what: filter.what,
      count: filter.took,
      left: left / all,
      took: filter.took / all,
      examples: filter.examples,
    };
  });
  return [...rows, { id: "kept", label: "Kept", what: "", count: kept, left: kept / all, took: 0, examples }];
}

/** The levels of these examples, each once, in alphabetical order. */
export const levelsOf = (examples: readonly TraceExample[]): string[] =>
  [...new Set(examples.map(({ level }) => level))].sort();

export interface Page<T> {
  items: readonly T[];
  /** From 1. */
  page: number;
  pages: number;
}

/** @param page from 1; one beyond the ends gives the nearest */
export function pageOf<T>(items: readonly T[], page: number, size: number): Page<T> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const at = Math.min(pages, Math.max(1, page));
  return { items: items.slice((at - 1) * size, at * size), page: at, pages };
}
