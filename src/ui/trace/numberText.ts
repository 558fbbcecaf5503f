/** Numbers as a reader expects them: a real minus sign, fixed digits, thousands separated. */

/** `-0.5` → `−0.50`, `0.5` → `0.50`; not finite → `not measured`. */
export const fixed = (value: number, digits = 2): string => {
  if (!Number.isFinite(value)) return "not measured";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
};

/** As `fixed`, with a plus sign for what is above zero. */
export const signed = (value: number, digits = 2): string => {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
};

/**
 * At most `digits` decimals, trailing zeros dropped: 1 → `1`, 0.1 → `0.1`; tiny values in powers of ten: 0.0003 →
 * `3e−4`.
 */
export const short = (value: number, digits = 3): string => {
  if (!Number.isFinite(value)) return "not measured";
  const size = Math.abs(value);
  if (size !== 0 && size < 10 ** -digits) return value.toExponential(1).replace(".0e", "e").replaceAll("-", "−");
  return String(Number(value.toFixed(digits))).replace("-", "−");
};

/** 1204 → `1,204`. */
export const counted = (value: number): string => Math.round(value).toLocaleString("en-US");

/** 0.213 → `21 %`, the space unbreakable. */
export const percent = (share: number, digits = 0): string =>
  Number.isFinite(share) ? `${(share * 100).toFixed(digits)}\u00a0%` : "not measured";

const SMALL = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** 16 → `sixteen`; whole numbers from 0 to 99 in words, everything else in digits. */
export const numberWord = (value: number): string => {
  if (!Number.isInteger(value) || value < 0 || value > 99) return String(value);
  if (value < 20) return SMALL[value] ?? String(value);
  const unit = value % 10;
  const tens = TENS[Math.floor(value / 10)] ?? "";
  return unit === 0 ? tens : `${tens}-${SMALL[unit] ?? ""}`;
};
