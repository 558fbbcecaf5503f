const DIGITS = "一 二 三 四 五 六 七 八 九".split(" ");
const TEN = "十";

/** Chinese numerals of 1…99, one word a character: 37 is 三 十 七. */
export function numerals(n: number): string[] {
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  const head = tens === 0 ? [] : tens === 1 ? [TEN] : [DIGITS[tens - 1] ?? "", TEN];
  return ones === 0 ? head : [...head, DIGITS[ones - 1] ?? ""];
}

/** 1…9 of a digit and 10 of 十, in either script or as "one"; null for every other word. */
export function digitOf(word: string | undefined): number | null {
  if (word === undefined) return null;
  if (word === "one") return 1;
  if (word === TEN || word === "10") return 10;
  if (/^\d$/.test(word)) return Number(word);
  const at = DIGITS.indexOf(word);
  return at < 0 ? null : at + 1;
}
