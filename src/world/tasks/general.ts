import type { Rng } from "../../lib/rng.ts";
import { plainLine } from "../general/lines.ts";
import { ask, QUESTIONS, sayingsOf } from "../general/questions.ts";
import { sampleManner, writeResponse } from "../general/respond.ts";
import { split, STOP } from "../general/saying.ts";
import { harm, helpfulTruth, sentencesOf } from "../general/truth.ts";
import { translationOf } from "../general/translations.ts";
import { GENERAL_LEVELS } from "../levels.ts";
import { languageOf, type GeneralLevel, type GeneralProblem } from "../problem.ts";
import type { Task } from "./task.ts";

/** Share of right answers among those given without a thought. */
const LUCKY = 0.1;
const LANGUAGES = ["en", "zh"] as const;
/** Half of the translations are of words, which are fewer than the numbers. */
const WORDS = 0.5;

/** A prompt that wants no calculation; what is right, exact rules decide. */
export function general(problem: GeneralProblem): Task {
  const { level, subject, form } = problem;
  return {
    render: () => split(ask(problem)),
    key: () => `${level} ${subject} ${form}`,
    check: (answer) => {
      const { rude, leaks } = harm(problem, answer);
      return !rude && !leaks && helpfulTruth(problem, answer).right;
    },
    canonical: (answer) => (answer.length === 0 ? null : canonicalForm(problem, answer)),
    solve: () => solve(problem),
    readAttempts: () => [],
    guess: (rng) => writeResponse(rng, problem, { ...sampleManner(rng), right: rng.float() < LUCKY }),
    think: ({ rng, persona }) => ({ thinking: [], answer: writeResponse(rng, problem, sampleManner(rng, persona)) }),
  };
}

/** A subject and a way of asking, uniform; half of the translations are of numbers. */
export function sampleGeneral(rng: Rng, level: GeneralLevel): GeneralProblem {
  const { subjects, forms } = QUESTIONS[level];
  const isWord = rng.float() < WORDS;
  const candidates = level === "translation" ? subjects.filter((subject) => /^\d/.test(subject) !== isWord) : subjects;
  const subject = rng.pick(candidates);
  return { task: "general", level, subject, form: rng.int(0, forms(subject).en.length - 1) };
}

let byText: Map<string, GeneralProblem> | undefined;

/** @param words what render() writes, in either language; null for everything else */
export function parseGeneral(words: readonly string[]): GeneralProblem | null {
  byText ??= new Map(allProblems().map((problem) => [ask(problem), problem]));
  const problem = byText.get(words.join(" "));
  return problem === undefined ? null : { ...problem };
}

function allProblems(): GeneralProblem[] {
  return GENERAL_LEVELS.flatMap((level) =>
    QUESTIONS[level].subjects.flatMap((subject) =>
      LANGUAGES.flatMap((language) =>
        QUESTIONS[level].forms(subject)[language].map((_, form) => {
          const problem: GeneralProblem = { task: "general", level, subject, form };
          return language === "en" ? problem : { ...problem, language };
        }),
      ),
    ),
  );
}

/** The sentences without tone, each with the stop of the prompt's language; polite words alone stay as they are. */
function canonicalForm(problem: GeneralProblem, answer: readonly string[]): string {
  const sentences = sentencesOf(answer);
  if (sentences.length === 0) return answer.join(" ");
  return sentences.map((sentence) => [...sentence, STOP[languageOf(problem)]].join(" ")).join(" ");
}

/** The usual sentence. */
function solve(problem: GeneralProblem): string[] {
  const language = languageOf(problem);
  const { level, subject, form } = problem;
  const sayings = sayingsOf(problem);
  if (sayings === null) return [...plainLine(subject, language), STOP[language]];
  const stop = STOP[level === "translation" ? translationOf(subject, form).into : language];
  return [...split(sayings.right.full[language][0] ?? ""), stop];
}
