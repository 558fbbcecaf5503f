import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BOS,
  decode,
  encode,
  EOS,
  numberOf,
  PAD,
  REFLECTION_WORDS,
  SMALL_VOCABULARY_SIZE,
  tokenId,
  VOCABULARY,
  vocabularyHash,
  wordLanguage,
} from "../../src/world/vocabulary.ts";

describe("vocabulary", () => {
  it("has 384 different words, the specials first", () => {
    expect(VOCABULARY).toHaveLength(384);
    expect(new Set(VOCABULARY).size).toBe(384);
    expect(VOCABULARY.slice(0, 7)).toEqual(["<pad>", "<bos>", "<eos>", "<think>", "</think>", "<answer>", "</answer>"]);
    expect([PAD, BOS, EOS].map((id) => VOCABULARY[id])).toEqual(["<pad>", "<bos>", "<eos>"]);
    expect(VOCABULARY).toContain("|special_token|");
  });

  it("keeps the order that shipped checkpoints were trained with", () => {
    expect(vocabularyHash(SMALL_VOCABULARY_SIZE)).toBe("a87f09488ce98eed");
    expect(vocabularyHash(100)).toBeUndefined();
  });

  it("encodes and decodes any words of the language", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VOCABULARY)), (words) => {
        expect(decode(encode(words.join(" ")))).toBe(words.join(" "));
      }),
    );
    expect(encode("  7 \n +\t3 ")).toEqual(Int32Array.of(tokenId("7"), tokenId("+"), tokenId("3")));
    expect(encode("")).toHaveLength(0);
  });

  it("names an unknown word and its position", () => {
    expect(() => encode("7 + eight")).toThrow('at position 2, got "eight"');
    expect(() => encode("7 + 100")).toThrow('"100"');
    expect(() => tokenId("constructor")).toThrow('"constructor"');
    expect(() => decode([3, 384])).toThrow("at position 1, got 384");
  });

  it("knows the numbers", () => {
    expect([0, 7, 99].map((n) => numberOf(String(n)))).toEqual([0, 7, 99]);
    expect(["100", "07", "-1", "", "x", "<think>", undefined].map(numberOf)).toEqual(Array(7).fill(null));
  });

  it("tells the languages of the thinking apart", () => {
    expect(["wait", "got", "等等", "得"].map(wordLanguage)).toEqual(["en", "en", "zh", "zh"]);
    expect(["use", "find", "7", "+", "<think>", "x", "toString"].map(wordLanguage)).toEqual(Array(7).fill(null));
    expect([...REFLECTION_WORDS].sort()).toEqual(["wait", "hmm", "again", "check", "等等", "嗯", "再", "检查"].sort());
  });
});
