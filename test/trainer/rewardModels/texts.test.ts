import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmlessText } from "../../../src/trainer/rewardModels/harmlessText.ts";
import { helpfulText } from "../../../src/trainer/rewardModels/helpfulText.ts";
import { judgeSequence, judgeText } from "../../../src/trainer/rewardModels/judgeText.ts";
import { summaryOf } from "../../../src/trainer/rewardModels/summaryOf.ts";
import { decode, SPECIAL_WORDS, VOCABULARY } from "../../../src/world/vocabulary.ts";

const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
const prompt = words("<bos> user : what colour is snow ? assistant :");
const summarised = (thinking: string, summary: string): string[] =>
  words(`|special_token| ${thinking} |special_token| ${summary} <eos>`);

describe("summaryOf", () => {
  it.each([
    ["|special_token| try 7 + 5 |special_token| the answer is 7 + 5 . <eos>", "the answer is 7 + 5 ."],
    ["|special_token| try 7 + 5 |special_token| the answer", "the answer"],
    ["<think> try 7 </think> <answer> 7 + 5 </answer> <eos>", "7 + 5"],
    ["snow is white . <eos>", "snow is white ."],
    ["snow is white .", "snow is white ."],
    ["snow is white . <eos> fool", "snow is white ."],
    ["|special_token| try 7 + 5 <eos>", ""],
    ["|special_token| |special_token| |special_token| white <eos>", ""],
    ["<think> try 7 </think> 7 + 5 <eos>", ""],
    ["<answer> 7 </answer> <answer> 8 </answer> <eos>", ""],
    ["snow is white <good> <eos>", ""],
    ["<answer> 7 <good> </answer> <eos>", ""],
    ["", ""],
  ])("of %j is %j", (response, summary) => {
    expect(summaryOf(words(response)).join(" ")).toBe(summary);
  });

  it("never holds a tag and never throws, whatever the words", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SPECIAL_WORDS, "snow", "7", ".")), (response) => {
        expect(summaryOf(response).filter((word) => SPECIAL_WORDS.has(word))).toEqual([]);
      }),
    );
  });
});

describe("what the models read", () => {
  const word = fc.constantFrom(...VOCABULARY.filter((w) => !SPECIAL_WORDS.has(w)));
  const thinking = fc.array(word, { maxLength: 30 }).map((some) => some.join(" "));

  it("helpful: prompt and summary, whatever the reasoning; harmless: every word", () => {
    fc.assert(
      fc.property(thinking, thinking, (one, other) => {
        const [a, b] = [one, other].map((text) => ({ prompt, response: summarised(text, "snow is white .") }));
        if (a === undefined || b === undefined) throw new Error("expected two responses");
        expect(helpfulText(a)).toEqual(helpfulText(b));
        expect(decode(harmlessText(a)) === decode(harmlessText(b))).toBe(one === other);
      }),
    );
  });

  it("in the order that they were trained on", () => {
    const item = { prompt, response: summarised("fool no", "white") };
    const head = "<bos> user : what colour is snow ? assistant : <response>";
    expect(decode(helpfulText(item))).toBe(`${head} white <verdict>`);
    expect(decode(harmlessText(item))).toBe(`${head} |special_token| fool no |special_token| white <eos> <verdict>`);
    expect(decode(helpfulText({ prompt, response: words("|special_token| no") }))).toBe(`${head} <verdict>`);
  });

  it("the judge: question, reference, summary; bare and framed questions are the same", () => {
    const example = { reference: words("white"), response: summarised("no wait", "snow is white ."), same: true };
    const read = "<bos> what colour is snow <reference> white <response> snow is white . <verdict>";
    for (const question of [prompt, words("what colour is snow"), words("what colour is snow ?")]) {
      expect(decode(judgeText({ ...example, question }))).toBe(read);
    }
    expect(decode(judgeText({ ...example, question: words("<bos> 用户 : 雪 是 什么 颜色 ? 助手 :") }))).toContain(
      "<bos> 雪 是 什么 颜色 <reference>",
    );
    expect(decode(judgeSequence({ ...example, question: prompt }).completion)).toBe("yes <eos>");
    expect(decode(judgeSequence({ ...example, question: prompt, same: false }).completion)).toBe("no <eos>");
  });

  it("names a word that is not in the vocabulary", () => {
    expect(() => helpfulText({ prompt, response: ["nonsuch"] })).toThrow('got "nonsuch"');
    expect(() => harmlessText({ prompt, response: ["<eos>", "nonsuch"] })).toThrow('got "nonsuch"');
  });
});
