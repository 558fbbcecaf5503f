/** A law: the first quantity is the product of the other two. */
export type Law = readonly [product: string, factor: string, factor: string];

/** A quantity of the prompt and its value. */
type Given = readonly (readonly [quantity: string, value: number])[];

/** Two given quantities put together, e.g. d / t. */
export interface Form {
  left: string;
  sign: string;
  second: string;
  /** What left and second are given as. */
  numbers: [left: number, second: number];
  value: number;
  /** It is what the law says. */
  right: boolean;
}

const LARGEST = 99;

export const LAWS: readonly Law[] = [
  ["d", "v", "t"],
  ["F", "m", "a"],
  ["U", "R", "I"],
  ["m", "rho", "V"],
];

export const QUANTITIES: readonly string[] = [...new Set(LAWS.flat())];

/** The only law that gives `find` from the given quantities, or null. */
export function lawFor(given: Given, find: string): Law | null {
  const known = new Set(given.map(([name]) => name));
  const laws = LAWS.filter((law) => law.includes(find) && law.every((name) => name === find || known.has(name)));
  return laws.length === 1 ? (laws[0] as Law) : null;
}

/** `find` is left sign second by the law that the given quantities call for. */
export function isRightForm(
  given: Given,
  find: string,
  left: string,
  sign: string | undefined,
  second: string,
): boolean {
  const law = lawFor(given, find);
  if (law === null) return false;
  const [product, first, other] = law;
  if (find === product)
    return sign === "*" && ((left === first && second === other) || (left === other && second === first));
  return sign === "/" && left === product && second === (find === first ? other : first);
}

/**
 * Every form of two given quantities whose value is a whole number in 0…99: products and sums in the order given, quotients and
 * differences both ways.
 */
export function formsOf(given: Given, find: string): Form[] {
  const forms: Form[] = [];
  for (const [i, [left, a]] of given.entries()) {
    for (const [j, [second, b]] of given.entries()) {
      if (i === j) continue;
      for (const sign of i < j ? ["*", "/", "+", "-"] : ["/", "-"]) {
        const value = applied(sign, a, b);
        if (value === null || value < 0 || value > LARGEST || !Number.isInteger(value)) continue;
        forms.push({ left, sign, second, numbers: [a, b], value, right: isRightForm(given, find, left, sign, second) });
      }
    }
  }
  return forms;
}

/** a sign b; null for a word that is no sign. A division by zero is not a number. */
export function applied(sign: string | undefined, a: number, b: number): number | null {
  switch (sign) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? Number.NaN : a / b;
    default:
      return null;
  }
}
