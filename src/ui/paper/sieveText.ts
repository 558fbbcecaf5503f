import type { FilterName, Sieve, TraceExample, TraceSource } from "../../protocol/pipeline.ts";
import type { StoredExample } from "../../store/paperExampleLines.ts";
import type { PaperExamples } from "../../store/paperExamples.ts";
import { LEVEL_NAMES } from "../results/levelNames.ts";
import { counted } from "../trace/numberText.ts";

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
  filter: FilterName | null;
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
      filter: filter.name,
      label: FILTER_NAMES[filter.name] ?? filter.name,
      what: filter.what,
      count: filter.took,
      left: left / all,
      took: filter.took / all,
      examples: filter.examples,
    };
  });
  return [
    ...rows,
    { id: "kept", filter: null, label: "Kept", what: "", count: kept, left: kept / all, took: 0, examples },
  ];
}

/** An example, of the report or of the file with all of them. */
export type ShownExample = Omit<StoredExample, "source" | "filter">;

/** Every level. */
export const ALL_LEVELS = "all levels";

const levelNames = new Map<string, string>(Object.entries(LEVEL_NAMES));

/** As the plots of the results call it; a level that nobody knows by its own name. */
export const levelName = (level: string): string => levelNames.get(level) ?? level;

/** Those of a level in which a text occurs, in the prompt, the response, what it was made from or why it was rejected; capitals do not count. */
export function matching(examples: readonly ShownExample[], level: string, search: string): readonly ShownExample[] {
  const wanted = search.trim().toLowerCase();
  const has = (text: string | undefined): boolean => text !== undefined && text.toLowerCase().includes(wanted);
  return examples.filter(
    (one) =>
      (level === ALL_LEVELS || one.level === level) &&
      (wanted === "" || has(one.prompt) || has(one.response) || has(one.before) || has(one.why)),
  );
}

/**
 * What is to be said of where the examples are from, or in which order they stand once all are at hand.
 * @param inFile how many of the filter's the file has, once it is read
 */
export function sourceText(files: PaperExamples | null, own: boolean, count: number, inFile: number): string {
  switch (files?.status) {
    case "reading":
      return "Reading all of them.";
    case "missing":
      return own
        ? "The others are no longer in this browser's storage: these can be read."
        : "The others did not come with this page: these can be read.";
    case "failed":
      return `The others cannot be read (${files.problem}).`;
    case "ready":
      if (inFile !== count) return `The file holds ${counted(inFile)} of the ${counted(count)} that were counted.`;
      return own ? "In the order in which they were made." : "In the order of levels and prompts.";
    default:
      return "";
  }
}

/** The levels of these examples, each once, in alphabetical order. */
export const levelsOf = (examples: readonly ShownExample[]): string[] =>
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
