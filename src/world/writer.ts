import type { Rng } from "../lib/rng.ts";
import type { Language } from "./problem.ts";
import { TRANSLATION, type ThinkingWord } from "./vocabulary.ts";
import { type World, WORLDS } from "./worlds.ts";

/** Who wrote a document of the corpus. */
export interface Persona {
  /** Answers at once, without thinking. */
  direct: boolean;
  /** Probability of going on after a wrong attempt. */
  persistence: number;
  /** "mixed" chooses word by word. */
  language: "en" | "zh" | "mixed";
}

const DIRECT = 0.35;
const PERSISTENCES = [0.3, 0.75, 0.97] as const;
/** Probability of a reflection word before a new attempt, by persistence: the words mark the stubborn writers. */
const DOUBT = new Map<number, number>([
  [0.3, 0.1],
  [0.75, 0.6],
  [0.97, 0.8],
]);
/** Most think in the prompt's language, some in the other, some mix word by word. */
const LANGUAGES = { en: ["en", "zh", "mixed"], zh: ["zh", "en", "mixed"] } as const;
const LANGUAGE_WEIGHTS = [0.6, 0.25, 0.15] as const;

/** Reflection words of a task with the share of each; the shares add up to 1. */
export type DoubtShares = readonly (readonly [word: ThinkingWord, share: number])[];

/** @param weights how many writers there are of each persistence */
export function samplePersona(
  rng: Rng,
  asked: Language = "en",
  weights: World["persistence"] = WORLDS["two-tasks"].persistence,
): Persona {
  return {
    direct: rng.float() < DIRECT,
    persistence: PERSISTENCES[rng.weighted(weights)] as number,
    language: LANGUAGES[asked][rng.weighted(LANGUAGE_WEIGHTS)] as Persona["language"],
  };
}

/** A persona at work: chooses words, doubts, and closes its tags more or less properly. */
export class Writer {
  constructor(
    readonly rng: Rng,
    readonly persona: Persona,
  ) {}

  say(word: ThinkingWord): string {
    const { language } = this.persona;
    const english = language === "en" || (language === "mixed" && this.rng.float() < 0.5);
    return english ? word : TRANSLATION[word];
  }

  goesOn(): boolean {
    return this.rng.float() <= this.persona.persistence;
  }

  /** What stands before a new attempt: a reflection word, or ";". */
  doubt(shares: DoubtShares): string {
    const probability = DOUBT.get(this.persona.persistence) ?? 0;
    let left = this.rng.float();
    for (const [word, share] of shares) {
      left -= probability * share;
      if (left < 0) return this.say(word);
    }
    return ";";
  }

  /** The whole response of somebody who answers at once. */
  blurt(answer: readonly string[]): string[] {
    const tags = this.rng.float();
    if (tags < 0.15) return ["<answer>", ...answer, "</answer>", "<eos>"];
    if (tags < 0.25) return ["<think>", "</think>", "<answer>", ...answer, "</answer>", "<eos>"];
    return [...answer, "<eos>"];
  }

  /** The whole response of somebody who thought first. */
  conclude(thinking: readonly string[], answer: readonly string[]): string[] {
    const tags = this.rng.float();
    if (tags < 0.75) return ["<think>", ...thinking, "</think>", "<answer>", ...answer, "</answer>", "<eos>"];
    if (tags < 0.88) return ["<think>", ...thinking, this.say("so"), ...answer, "<eos>"];
    return ["<think>", ...thinking, "</think>", ...answer, "<eos>"];
  }
}
