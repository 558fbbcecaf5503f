/**
 * The words of a completion, one a token: `text` is the tokens' words joined by single spaces.
 *
 * @throws Error when the two disagree, because every span would then mark the wrong words
 */
export function completionWords({ text, tokens }: { text: string; tokens: readonly number[] }): string[] {
  const words = text === "" ? [] : text.split(" ");
  if (words.length !== tokens.length) {
    throw new Error(
      `completionWords: expected ${tokens.length} words (one a token), got ${words.length} in "${text.slice(0, 60)}"`,
    );
  }
  return words;
}
