import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../src/lib/rng.ts";
import { parseBehaviour } from "../../src/world/behaviour.ts";
import type { BehaviourCounts } from "../../src/world/behaviour.types.ts";
import { sampleDocument } from "../../src/world/corpus.ts";
import { judge } from "../../src/world/judge.ts";
import { LEVELS, parseProblem } from "../../src/world/tasks/index.ts";
import { REFLECTION_WORDS, TRANSLATION, VOCABULARY } from "../../src/world/vocabulary.ts";

const COUNTDOWN = "use 7 3 5 make 9";
const EQUATION = "find x : 5 * x + 8 = 38";
const words = (text: string) => (text === "" ? [] : text.split(" "));
const parse = (prompt: string, text: string, correct = false) =>
  parseBehaviour(parseProblem(prompt), words(text), correct);
const NOTHING: BehaviourCounts = {
  attempts: 0,
  backtracks: 0,
  reflections: 0,
  aha: false,
  superficial: 0,
  wrongVerdicts: 0,
};
const inChinese = (text: string) =>
  words(text)
    .map((word) => Object.entries(TRANSLATION).find(([english]) => english === word)?.[1] ?? word)
    .join(" ");

/** [prompt, thinking, the final answer is correct, counts other than 0] */
const TRACES: [string, string, boolean, Partial<BehaviourCounts>][] = [
  [COUNTDOWN, "", false, {}],
  [COUNTDOWN, "7 + 3 - 5", false, {}],
  [COUNTDOWN, "7 + 3 = 10 - 5 = 5 no", false, { attempts: 1 }],
  [COUNTDOWN, "7 + 5 = 12 - 3 = 9 yes", true, { attempts: 1 }],
  [COUNTDOWN, "7 + 5 = 12 - 3 = 9 no", false, { attempts: 1, wrongVerdicts: 1 }],
  [COUNTDOWN, "7 + 3 = 10 - 5 = 5 yes", false, { attempts: 1, wrongVerdicts: 1 }],
  // The verdict is held against the true value, not against the written one.
  [COUNTDOWN, "7 + 5 = 13 - 3 = 10 no", false, { attempts: 1, wrongVerdicts: 1 }],
  [COUNTDOWN, "7 + 3 = 14 - 5 = 9 yes", false, { attempts: 1, wrongVerdicts: 1 }],
  [COUNTDOWN, "7 + 3 = 10 - 5 = 5 no ; 7 + 5 = 12 - 3 = 9 yes", true, { attempts: 2, backtracks: 1 }],
  [
    COUNTDOWN,
    "7 + 3 = 10 - 5 = 5 no wait 7 + 5 = 12 - 3 = 9 yes",
    true,
    { attempts: 2, backtracks: 1, reflections: 1, aha: true },
  ],
  [
    COUNTDOWN,
    "7 + 3 = 10 - 5 = 5 no wait 7 + 5 = 12 - 3 = 9 yes",
    false,
    { attempts: 2, backtracks: 1, reflections: 1 },
  ],
  [
    COUNTDOWN,
    "7 + 3 = 10 - 5 = 5 yes wait 7 + 5 = 12 - 3 = 9 yes",
    true,
    { attempts: 2, reflections: 1, aha: true, wrongVerdicts: 1 },
  ],
  // The doubt came two attempts before the right one.
  [
    COUNTDOWN,
    "7 + 3 = 10 - 5 = 5 no wait 7 - 3 = 4 - 5 = 1 no ; 7 - 3 = 4 + 5 = 9 yes",
    true,
    { attempts: 3, backtracks: 2, reflections: 1, wrongVerdicts: 0 },
  ],
  // A rewriting is the same attempt.
  [
    COUNTDOWN,
    "7 + 3 = 10 - 5 = 5 no hmm again 3 + 7 = 10 - 5 = 5 no",
    false,
    { attempts: 2, backtracks: 1, reflections: 1, superficial: 1 },
  ],
  [COUNTDOWN, "7 + 3 = 10 - 5 = 5 no wait", false, { attempts: 1, reflections: 1, superficial: 1 }],
  [COUNTDOWN, "wait hmm again check", false, { reflections: 1, superficial: 1 }],
  [COUNTDOWN, "hmm 7 + 5 = 12 - 3 = 9 yes", true, { attempts: 1, reflections: 1 }],
  // Right value, but not the numbers: no aha, although the writer is content and the final answer is correct.
  [COUNTDOWN, "7 + 3 = 10 - 5 = 5 no wait 3 + 3 = 6 + 3 = 9 yes", true, { attempts: 2, backtracks: 1, reflections: 1 }],
  [COUNTDOWN, "7 + 5 = 12 - 3", false, { attempts: 1 }],
  [COUNTDOWN, "7 + 5 - 3 = 9 yes", true, { attempts: 1 }],
  // Results that the language has no word for, as in a text that was written by hand.
  [COUNTDOWN, "3 - 5 = -2 + 7 = 5 no", false, { attempts: 1 }],
  [EQUATION, "try 34 : 5 * 34 = 170 + 8 = 178 low", false, { attempts: 1, wrongVerdicts: 1 }],
  [EQUATION, "try 6 : 5 * 6 = 30 + 8 = 38 yes", true, { attempts: 1 }],
  [EQUATION, "5 * 6 = 30 + 8 = 38 yes", true, { attempts: 1 }],
  [EQUATION, "try 4 : 5 * 4 = 20 + 8 = 28 low", false, { attempts: 1 }],
  [EQUATION, "try 4 : 5 * 4 = 20 + 8 = 28 high", false, { attempts: 1, wrongVerdicts: 1 }],
  [EQUATION, "try 4 : 5 * 4 = 20 + 8 = 28 no", false, { attempts: 1 }],
  [EQUATION, "try 9 : 5 * 9 = 45 + 8 = 53 low", false, { attempts: 1, wrongVerdicts: 1 }],
  [EQUATION, "try 6 : 5 * 6 = 30 + 8 = 38 low", false, { attempts: 1, wrongVerdicts: 1 }],
  [EQUATION, "try 6 : 5 * 6 = 20 + 8 = 28 low", false, { attempts: 1, wrongVerdicts: 1 }],
  [
    EQUATION,
    "try 4 : 5 * 4 = 20 + 8 = 28 low wait try 6 : 5 * 6 = 30 + 8 = 38 yes",
    true,
    { attempts: 2, backtracks: 1, reflections: 1, aha: true },
  ],
  [
    EQUATION,
    "try 4 : 5 * 4 = 20 + 8 = 28 low check try 4 : 5 * 4 = 20 + 8 = 28 low",
    false,
    { attempts: 2, backtracks: 1, reflections: 1, superficial: 1 },
  ],
  // Copied wrongly, so it does not show that 6 solves the equation.
  [
    EQUATION,
    "try 4 : 5 * 4 = 20 + 8 = 28 low wait try 6 : 4 * 6 = 24 + 8 = 32 low",
    true,
    { attempts: 2, backtracks: 1, reflections: 1 },
  ],
];

describe("behaviour", () => {
  it.each(TRACES)("%s: %s (final answer correct: %s)", (prompt, thinking, correct, counts) => {
    expect(parse(prompt, thinking, correct)).toMatchObject({ ...NOTHING, ...counts });
    expect(parse(prompt, `<think> ${inChinese(thinking)} </think>`.replace("  ", " "), correct)).toMatchObject({
      ...NOTHING,
      ...counts,
    });
  });

  it("reads the thinking only", () => {
    const text = "<think> 7 + 3 = 10 - 5 = 5 no </think> <answer> 7 + 5 = 12 wait </answer> <eos> wait 7 + 5 = 12";
    expect(parse(COUNTDOWN, text)).toMatchObject({ attempts: 1, reflections: 0, words: { en: 1, zh: 0 } });
  });

  it("marks every span in the completion's tokens", () => {
    const text = "<think> try 4 : 5 * 4 = 20 + 8 = 28 low 等等 wait try 6 : 5 * 6 = 30 + 8 = 38 yes hmm </think>";
    const tokens = words(text);
    const { trace, trailingReflections, ahaAt, words: counts } = parse(EQUATION, text, true);
    const cut = (span: { start: number; end: number } | undefined) =>
      span && tokens.slice(span.start, span.end).join(" ");
    expect(trace.map(cut)).toEqual(["try 4 : 5 * 4 = 20 + 8 = 28", "try 6 : 5 * 6 = 30 + 8 = 38"]);
    expect(trace.map(({ verdict }) => cut(verdict))).toEqual(["low", "yes"]);
    expect(trace.map(({ reflection }) => cut(reflection))).toEqual([undefined, "等等 wait"]);
    expect(trailingReflections.map(cut)).toEqual(["hmm"]);
    expect(trace.map(({ key }) => key)).toEqual(["x = 4", "x = 6"]);
    expect(ahaAt).toEqual({ wrong: 0, right: 1 });
    expect(counts).toEqual({ en: 6, zh: 1 });
  });

  it("counts arithmetic errors from the result written last", () => {
    expect(parse(COUNTDOWN, "7 + 3 = 11 - 5 = 6 no").arithmeticErrors).toBe(1);
    expect(parse(COUNTDOWN, "7 + 3 = 11 - 5 = 5 no").arithmeticErrors).toBe(2);
    expect(parse(COUNTDOWN, "7 + 3 = 11 - 5 = 6 no").trace[0]?.arithmeticOk).toBe(false);
  });

  it("knows what the corpus's writers did, in every language", () => {
    const documents = fc
      .tuple(
        fc.integer(),
        fc.constantFrom(...LEVELS),
        fc.constantFrom(0.3, 0.75, 0.97),
        fc.constantFrom("en", "zh", "mixed"),
      )
      .map(([seed, level, persistence, language]) =>
        sampleDocument(Rng.of(seed), { level, persona: { direct: false, persistence, language } }),
      );
    let ahas = 0;
    fc.assert(
      fc.property(documents, ({ problem, response }) => {
        const tokens = words(response);
        // The writers put exactly one word or ";" between attempts, so splitting at the verdicts tells what they did.
        const parts = response.replace(/^<think> /, "").split(/ (?:yes|no|low|high|对|不|小|大)(?= |$)/);
        const attempts = parts.slice(0, -1).map((part) => part.trim());
        const doubts = attempts.slice(1).map((part) => REFLECTION_WORDS.has(words(part)[0] as string));
        const keys = attempts.map((part) =>
          problem.task === "equation"
            ? (/(\d+) :/.exec(part)?.[1] as string)
            : [
                ...part
                  .replace(/^[^\d]+/, "+ ")
                  .replace(/^(\d)/, "+ $1")
                  .matchAll(/[+-] \d+/g),
              ]
                .sort()
                .join(),
        );
        const repeats = keys.map((key, i) => keys.indexOf(key) < i);
        const solved = /yes|对/.test(response);
        const { behaviour, correct } = judge(problem, tokens);
        const aha = solved && correct && doubts.at(-1) === true;
        expect(behaviour).toMatchObject({
          attempts: attempts.length,
          backtracks: attempts.length - 1,
          reflections: doubts.filter(Boolean).length,
          superficial: doubts.filter((doubt, i) => doubt && repeats[i + 1]).length,
          wrongVerdicts: 0,
          arithmeticErrors: 0,
          aha,
        });
        expect(behaviour.trace.at(-1)?.right).toBe(solved);
        if (aha) ahas++;
      }),
      { seed: 1, numRuns: 1500 },
    );
    expect(ahas).toBeGreaterThan(100);
  });

  it("survives any words, and its counts agree with its trace", () => {
    const dense = fc.constantFrom(
      "7",
      "3",
      "5",
      "+",
      "-",
      "*",
      "=",
      "no",
      "yes",
      "wait",
      "再",
      "low",
      "try",
      ":",
      "</think>",
    );
    const soup = fc.array(fc.oneof({ weight: 5, arbitrary: dense }, fc.constantFrom(...VOCABULARY), fc.string()), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(soup, fc.constantFrom(COUNTDOWN, EQUATION), fc.boolean(), (tokens, prompt, correct) => {
        const b = parseBehaviour(parseProblem(prompt), tokens, correct);
        const spans = b.trace.flatMap((attempt) => [
          ...(attempt.reflection ? [attempt.reflection] : []),
          attempt,
          ...(attempt.verdict ? [attempt.verdict] : []),
        ]);
        for (const { start, end } of [...spans, ...b.trailingReflections]) {
          expect(start >= 0 && start < end && end <= tokens.length).toBe(true);
        }
        expect(b.trace).toHaveLength(b.attempts);
        expect(b.reflections).toBe(
          b.trace.filter(({ reflection }) => reflection).length + b.trailingReflections.length,
        );
        expect(b.superficial).toBeLessThanOrEqual(b.reflections);
        expect(b.backtracks).toBeLessThan(Math.max(1, b.attempts));
        expect(b.aha).toBe(b.ahaAt !== undefined);
        expect(b.aha && !correct).toBe(false);
        for (let i = 1; i < b.trace.length; i++) {
          expect(b.trace[i]?.start).toBeGreaterThanOrEqual(b.trace[i - 1]?.end as number);
        }
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it.each(["1 + ", "1 + 1 = ", "wait ", "7 + 3 = 10 - 5 = 5 no wait ", "= ", "try 6 : "])(
    "takes linear time on %j repeated",
    (unit) => {
      const time = (n: number) => {
        const tokens = words(unit.repeat(n).trim());
        const started = performance.now();
        parseBehaviour(parseProblem(COUNTDOWN), tokens, false);
        return performance.now() - started;
      };
      time(2000);
      // Quadratic work on so many words would take minutes, also on a quick machine.
      expect(time(30_000)).toBeLessThan(5000);
    },
  );
});
