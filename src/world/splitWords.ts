import { SPECIAL_WORDS, VOCABULARY } from "./vocabulary.ts";

/** Words that a person may write; tags, markers and reserved places are not among them. */
const ORDINARY: ReadonlySet<string> = new Set(
  VOCABULARY.filter((word) => !SPECIAL_WORDS.has(word) && !word.startsWith("<reserved_")),
);

const LONGEST_CHINESE = VOCABULARY.filter(isChinese).reduce((most, word) => Math.max(most, word.length), 1);

/** Other ways to write a sign, after Unicode's own folding of full-width forms. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[-=]+>|[→⇒⟶↦]/gu, " > "],
  [/[×✕✖·∙⋅]/gu, "*"],
  [/[−–—‐‑]/gu, "-"],
  [/÷/gu, "/"],
  [/¬|!(?=\s*[pqr]\b)/giu, "~"],
  [/∨|\|\|/gu, "|"],
  [/∧|&+|、/gu, ","],
  [/ρ/gu, " rho "],
];

/** Other spellings of words of the vocabulary. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  color: ["colour"],
  "what's": ["what", "is"],
  whats: ["what", "is"],
  calculate: ["compute"],
};

const PIECES = /<\/?[a-z_0-9]+>|\|special_token\||\d+|\p{Script=Han}+|[\p{L}\p{M}'’]+|\S/giu;

/**
 * A text as people type it, cut into words of the vocabulary as far as it has them: signs and spellings folded, capitals lowered
 * (unless a capital is a word of its own, such as F), Chinese cut by the longest known word. Never throws.
 */
export function splitWords(text: string): string[] {
  let folded = text.normalize("NFKC");
  for (const [written, sign] of SIGNS) folded = folded.replace(written, sign);
  return (folded.match(PIECES) ?? []).flatMap((piece) => {
    if (/^\d/.test(piece)) return [piece.replace(/^0+(?=\d)/, "")];
    if (isChinese(piece)) return cutChinese(piece);
    if (ORDINARY.has(piece)) return [piece];
    const low = piece.toLowerCase().replace("’", "'");
    return ORDINARY.has(low) ? [low] : (SPELLINGS[low] ?? [low]);
  });
}

/** The model has such a word, and it may stand in a prompt. */
export const isKnownWord = (word: string): boolean => ORDINARY.has(word);

function isChinese(word: string): boolean {
  return /\p{Script=Han}/u.test(word);
}

function cutChinese(run: string): string[] {
  const characters = [...run];
  const words: string[] = [];
  for (let at = 0; at < characters.length;) {
    let size = Math.min(LONGEST_CHINESE, characters.length - at);
    while (size > 1 && !ORDINARY.has(characters.slice(at, at + size).join(""))) size--;
    words.push(characters.slice(at, at + size).join(""));
    at += size;
  }
  return words;
}
