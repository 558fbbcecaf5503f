import { corpusStatistics, type CorpusStatistics } from "../../world/corpusStatistics.ts";

const CHUNK = 250;

/** Documents measured in all. */
export const MEASURED_DOCUMENTS = 5_000;

/**
 * Corpus statistics in slices short enough for a smooth page.
 *
 * @param tell called after each slice with the statistics so far; returning false ends it
 */
export async function measureCorpus(
  tell: (soFar: CorpusStatistics) => boolean,
  documents = MEASURED_DOCUMENTS,
): Promise<void> {
  let soFar: CorpusStatistics | null = null;
  for (let seed = 1; (seed - 1) * CHUNK < documents; seed++) {
    const chunk = corpusStatistics(seed, CHUNK);
    soFar = soFar ? merged(soFar, chunk) : chunk;
    if (!tell(soFar)) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Every entry is a mean over documents, so each is weighted by its number of documents. */
export function merged(a: CorpusStatistics, b: CorpusStatistics): CorpusStatistics {
  const documents = a.documents + b.documents;
  const mix = (x: number, y: number): number => (x * a.documents + y * b.documents) / documents;
  const mixAll = <K extends string>(x: Record<K, number>, y: Record<K, number>): Record<K, number> => {
    const out = { ...x };
    for (const key in y) out[key] = mix(x[key] ?? 0, y[key]);
    return out;
  };
  return {
    documents,
    reflection: mix(a.reflection, b.reflection),
    reflectionByWord: mixAll(a.reflectionByWord, b.reflectionByWord),
    direct: mix(a.direct, b.direct),
    languages: mixAll(a.languages, b.languages),
    tagged: mix(a.tagged, b.tagged),
    correct: mix(a.correct, b.correct),
    meanDocumentLength: mix(a.meanDocumentLength, b.meanDocumentLength),
    meanResponseLength: mix(a.meanResponseLength, b.meanResponseLength),
  };
}
