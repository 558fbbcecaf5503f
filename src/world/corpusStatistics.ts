import { Rng } from "../lib/rng.ts";
import { sampleDocument } from "./corpus.ts";
import { checkAnswer } from "./tasks/index.ts";
import { encode, REFLECTION_WORDS, wordLanguage } from "./vocabulary.ts";

/** What the pre-training text holds before any reinforcement learning, as shares of all documents. */
export interface CorpusStatistics {
  documents: number;
  /** Responses with at least one reflection word. */
  reflection: number;
  /** Responses with each reflection word. */
  reflectionByWord: Record<string, number>;
  /** Responses that answer at once. */
  direct: number;
  /** Responses by the language of their thinking words; "none" has no such word. */
  languages: { en: number; zh: number; mixed: number; none: number };
  /** Responses with an `<answer>` tag. */
  tagged: number;
  /** Responses that write a correct answer in its tags. */
  correct: number;
  /** Mean length of a document (prompt and response) and of a response alone, in tokens. */
  meanDocumentLength: number;
  meanResponseLength: number;
}

/**
 * Measures the corpus by generating n documents.
 *
 * @throws if n is not a positive integer
 */
export function corpusStatistics(seed: number, n: number): CorpusStatistics {
  if (!Number.isInteger(n) || n < 1) throw new Error(`corpusStatistics: expected n ≥ 1, got ${n}`);
  const rng = Rng.of(seed, "corpus statistics");
  const statistics: CorpusStatistics = {
    documents: n,
    reflection: 0,
    reflectionByWord: Object.fromEntries([...REFLECTION_WORDS].map((word) => [word, 0])),
    direct: 0,
    languages: { en: 0, zh: 0, mixed: 0, none: 0 },
    tagged: 0,
    correct: 0,
    meanDocumentLength: 0,
    meanResponseLength: 0,
  };
  const share = 1 / n;
  for (let i = 0; i < n; i++) {
    const { problem, persona, prompt, response } = sampleDocument(rng);
    const words = response.split(" ");
    const reflections = new Set(words.filter((word) => REFLECTION_WORDS.has(word)));
    for (const word of reflections)
      statistics.reflectionByWord[word] = (statistics.reflectionByWord[word] ?? 0) + share;
    if (reflections.size > 0) statistics.reflection += share;
    if (persona.direct) statistics.direct += share;
    statistics.languages[languageOf(words)] += share;
    const open = words.indexOf("<answer>");
    if (open >= 0) statistics.tagged += share;
    if (open >= 0 && checkAnswer(problem, words.slice(open + 1, -2))) statistics.correct += share;
    statistics.meanDocumentLength += (encode(prompt).length + words.length) * share;
    statistics.meanResponseLength += words.length * share;
  }
  return statistics;
}

function languageOf(words: readonly string[]): keyof CorpusStatistics["languages"] {
  const languages = new Set(words.map(wordLanguage).filter((language) => language !== null));
  if (languages.size === 2) return "mixed";
  return languages.values().next().value ?? "none";
}
