import type { FilterName } from "../../protocol/pipeline.ts";
import { languageOf, type LevelId } from "../../world/problem.ts";
import { wordLanguage } from "../../world/vocabulary.ts";
import { parseCompletion } from "../../world/completion.ts";
import type { Candidate } from "./candidate.ts";

export interface Filter {
  name: FilterName;
  /** What it takes away, in a sentence. */
  what: string;
  /** Why this one is taken away; null lets it through. */
  reject(candidate: Candidate): string | null;
}

export const wrong: Filter = {
  name: "wrong",
  what: "The answer is wrong, or there is none that can be read.",
  reject: ({ judged }) => (judged.correct ? null : judged.answer === null ? "no answer" : `answer ${judged.answer}`),
};

export const format: Filter = {
  name: "format",
  what: "Thinking and answer are not in the asked form.",
  reject: ({ judged }) =>
    judged.format ? null : judged.truncated ? "cut off at the longest length" : "tags are missing",
};

/** A trace worth learning from judges its attempts, and rightly. */
export const unverified: Filter = {
  name: "unverified",
  what: "The thinking miscalculates, judges an attempt wrongly, or ends without checking the attempt that it answers with.",
  reject: ({ judged: { behaviour } }) => {
    const last = behaviour.trace.at(-1);
    if (last === undefined) return "no attempt in the thinking";
    if (behaviour.arithmeticErrors > 0) return `${behaviour.arithmeticErrors} wrong steps`;
    if (behaviour.wrongVerdicts > 0) return `${behaviour.wrongVerdicts} wrong verdicts`;
    if (!last.right) return "the last attempt is not right";
    return last.verdict?.positive ? null : "the last attempt is not checked";
  },
};

/**
 * At most so many of a level that are right at the first attempt. Who learns only from those learns to say yes at once; who never sees
 * one learns that a first attempt is wrong.
 */
export function short(most: number): Filter {
  const counts = new Map<LevelId, number>();
  return {
    name: "short",
    what: `Right at the first attempt, beyond ${most} of a level: nothing is to be learned from it about going on after a wrong one.`,
    reject: ({ level, judged: { behaviour } }) => {
      if (behaviour.attempts > 1) return null;
      const count = (counts.get(level) ?? 0) + 1;
      counts.set(level, count);
      return count > most ? `one attempt, example ${count} of ${level}` : null;
    },
  };
}

/** Every word of either language must be of the prompt's, in thinking and summary. */
export const mixedLanguage: Filter = {
  name: "mixed-language",
  what: "Words of another language than the prompt's.",
  reject: ({ problem, words, level }) => {
    const asked = languageOf(problem);
    // The words to be translated are of the other language by nature.
    if (level === "translation") return null;
    const foreign = words.filter((word) => (wordLanguage(word) ?? asked) !== asked);
    return foreign.length === 0 ? null : `${foreign.length} words: ${[...new Set(foreign)].slice(0, 4).join(" ")}`;
  },
};

export const overlong = (most: number): Filter => ({
  name: "overlong",
  what: `Longer than ${most} tokens.`,
  reject: ({ words }) => (words.length > most ? `${words.length} tokens` : null),
});

export const chaotic: Filter = {
  name: "chaotic",
  what: "An attempt is made twice, or a second thought leads nowhere; a general answer repeats itself.",
  reject: ({ judged: { behaviour, summary }, level }) => {
    const repeated = behaviour.trace.filter((attempt) => attempt.repeated).length;
    if (repeated > 0) return `${repeated} attempts made before`;
    if (behaviour.superficial > 0) return `${behaviour.superficial} second thoughts that lead nowhere`;
    const sentences = (summary ?? "")
      .split(/[.。]/)
      .map((sentence) => sentence.trim())
      .filter(Boolean);
    if (level !== "translation" && sentences.length > 1) return `${sentences.length} sentences`;
    return null;
  },
};

/** The same thinking and answer to the same prompt once, in whatever format they stand. */
export function duplicate(): Filter {
  const seen = new Set<string>();
  return {
    name: "duplicate",
    what: "The same thinking and answer to the same prompt came before.",
    reject: ({ prompt, words, judged }) => {
      const key = [prompt, ...parseCompletion(words).thinking, judged.answer].join(" ");
      if (seen.has(key)) return "came before";
      seen.add(key);
      return null;
    },
  };
}

/** At most so many of a prompt. */
export function perPrompt(most: number): Filter {
  const counts = new Map<string, number>();
  return {
    name: "surplus",
    what: `More than ${most} responses to one prompt.`,
    reject: ({ prompt }) => {
      const count = (counts.get(prompt) ?? 0) + 1;
      counts.set(prompt, count);
      return count > most ? `response ${count} to this prompt` : null;
    },
  };
}

/** At most so many, whatever they are. @param what in a sentence */
export function atMost(most: number, what: string): Filter {
  let count = 0;
  return {
    name: "surplus",
    what,
    reject: () => (++count > most ? `example ${count}` : null),
  };
}

/** At most so many of a level, so that easy levels do not crowd out hard ones. */
export function perLevel(most: number): Filter {
  const counts = new Map<LevelId, number>();
  return {
    name: "surplus",
    what: `More than ${most} examples of one level.`,
    reject: ({ level }) => {
      const count = (counts.get(level) ?? 0) + 1;
      counts.set(level, count);
      return count > most ? `example ${count} of ${level}` : null;
    },
  };
}
