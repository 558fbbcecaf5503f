import { useEffect, useState } from "react";

interface TypedNumber {
  /** What was typed and not taken yet; null when the input shows the value. */
  typed: string | null;
  /** Why it cannot be taken. */
  problem: string | null;
  type: (text: string) => void;
  /** Takes what was typed, if it can be read. */
  commit: () => void;
  /** Back to the value. */
  forget: () => void;
}

/** An input for a number: what cannot be read stays in it, with the reason, until it is mended or the value changes. */
export function useTypedNumber(
  value: number,
  read: (text: string) => { value: number } | { problem: string },
  onChange: (value: number) => void,
): TypedNumber {
  const [typed, type] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const forget = (): void => {
    type(null);
    setProblem(null);
  };
  useEffect(forget, [value]);
  const commit = (): void => {
    if (typed === null) return;
    const found = read(typed);
    if ("problem" in found) return setProblem(found.problem);
    forget();
    if (found.value !== value) onChange(found.value);
  };
  return { typed, problem, type, commit, forget };
}
