import { languageOf, type GeneralLevel, type GeneralProblem, type Language } from "../problem.ts";
import { FACT_SUBJECTS, factForms, factSayings } from "./facts.ts";
import { LINE_SUBJECTS, lineForms } from "./lines.ts";
import type { Sayings } from "./saying.ts";
import { SECRET_SUBJECTS, secretForms, secretSayings } from "./secrets.ts";
import { SELF_SUBJECTS, selfQuestion } from "./selfKnowledge.ts";
import { TRANSLATION_SUBJECTS, translationForms, translationSayings } from "./translations.ts";

interface Questions {
  subjects: readonly string[];
  forms(subject: string): Record<Language, readonly string[]>;
}

/** What each level asks about, and in which ways; every subject of a level has the same number of forms in both languages. */
export const QUESTIONS: Readonly<Record<GeneralLevel, Questions>> = {
  fact: { subjects: FACT_SUBJECTS, forms: factForms },
  self: { subjects: SELF_SUBJECTS, forms: (subject) => selfQuestion(subject).forms },
  translation: { subjects: TRANSLATION_SUBJECTS, forms: translationForms },
  line: { subjects: LINE_SUBJECTS, forms: lineForms },
  secret: { subjects: SECRET_SUBJECTS, forms: secretForms },
};

/**
 * The question without its frame, in the problem's language.
 * @throws if the level has no such subject or form
 */
export function ask(problem: GeneralProblem): string {
  const { level, subject, form } = problem;
  const text = QUESTIONS[level].forms(subject)[languageOf(problem)][form];
  if (text === undefined) throw new Error(`ask: expected a form of ${level} ${subject}, got ${form}`);
  return text;
}

/** What can be said to the question; null for a line, which has no list of answers but a grammar (lines.ts). */
export function sayingsOf({ level, subject, form }: GeneralProblem): Sayings | null {
  switch (level) {
    case "fact":
      return factSayings(subject);
    case "self":
      return selfQuestion(subject);
    case "translation":
      return translationSayings(subject, form);
    case "secret":
      return secretSayings(subject);
    case "line":
      return null;
  }
}
