/** One `= value` of an attempt, held against the arithmetic of what stands before it. */
export interface RecomputedStep {
  /** `5 * 6` */
  text: string;
  said: number;
  actual: number;
}

export interface Recomputed {
  steps: RecomputedStep[];
  /** Steps whose value is wrong. */
  errors: RecomputedStep[];
  /** What the whole chain really comes to when every step is done right; null when there is no chain to follow. */
  value: number | null;
  /** The last value the trace writes; null when it writes none. */
  said: number | null;
}

const apply = (left: number, op: string, right: number): number =>
  op === "+" ? left + right : op === "-" ? left - right : left * right;

/**
 * Works an attempt out again, left to right as the language writes it (`7 + 3 = 10 - 5 = 5`, `try 6 : 5 * 6 = 30 + 9
 * = 39`).
 * What stands before the last colon is the choice that is tried, not arithmetic. Never throws: broken chains give
 * what can be read.
 */
export function recompute(words: readonly string[]): Recomputed {
  const result: Recomputed = { steps: [], errors: [], value: null, said: null };
  let written: number | null = null; // the value the trace goes on with
  let actual: number | null = null; // the value it should go on with
  let op: string | null = null;
  let text = "";
  for (const word of words.slice(words.lastIndexOf(":") + 1)) {
    if (word === "+" || word === "-" || word === "*" || word === "=") {
      op = word;
      continue;
    }
    if (!/^\d+$/.test(word)) {
      written = actual = op = null;
      continue;
    }
    const number = Number(word);
    if (written === null || actual === null || op === null) {
      written = actual = number;
      text = word;
    } else if (op === "=") {
      const step = { text, said: number, actual: written };
      result.steps.push(step);
      if (step.said !== step.actual) result.errors.push(step);
      result.value = actual;
      result.said = number;
      written = number;
      text = word;
    } else {
      text = `${text} ${op} ${word}`;
      written = apply(written, op, number);
      actual = apply(actual, op, number);
    }
    op = null;
  }
  return result;
}
