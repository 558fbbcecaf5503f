/**
 * What the place to reason shows, as the hash of an address: `#view=reason&a=base-micro&problem=use+7+3+5+make+9&seed=1`. What is left
 * out has its default value.
 */
export interface ReasonLink {
  /** Id of the checkpoint in each seat; null is the page's first one, and for b no comparison. */
  a: string | null;
  b: string | null;
  /** As typed or drawn; "" asks for a drawn one. */
  problem: string;
  seed: number;
  temperature: number;
  topP: number;
  /** Most tokens of an answer. */
  budget: number;
  /** Of a vote. */
  samples: number;
}

export const DEFAULT_LINK: ReasonLink = {
  a: null,
  b: null,
  problem: "",
  seed: 1,
  temperature: 1,
  topP: 1,
  budget: 160,
  samples: 16,
};

type NumberKey = "seed" | "temperature" | "topP" | "budget" | "samples";

interface Range {
  min: number;
  max: number;
  step: number;
  /** A single value allowed below `min`. */
  also?: number;
}

export const REASON_RANGES: Readonly<Record<NumberKey, Range>> = {
  seed: { min: 1, max: 999_999, step: 1 },
  temperature: { min: 0.1, max: 2, step: 0.05, also: 0 },
  topP: { min: 0.05, max: 1, step: 0.05 },
  budget: { min: 8, max: 400, step: 1 },
  samples: { min: 4, max: 32, step: 4 },
};

const LONGEST_PROBLEM = 400;
const VIEW = "reason";

/** The hash is of this view. */
export const isReasonHash = (hash: string): boolean => new URLSearchParams(hash.replace(/^#/, "")).get("view") === VIEW;

/** @returns the hash with its leading "#" */
export function encodeReasonHash(link: ReasonLink): string {
  const parameters = new URLSearchParams({ view: VIEW });
  for (const key of ["a", "b", "problem", "seed", "temperature", "topP", "budget", "samples"] as const) {
    const value = link[key];
    if (value !== null && value !== DEFAULT_LINK[key]) parameters.set(key, String(value));
  }
  return `#${parameters}`;
}

/**
 * Never throws. What is unknown or out of range keeps its default and is named in `problems`.
 * @param hash with or without "#"
 */
export function decodeReasonHash(hash: string): { link: ReasonLink; problems: string[] } {
  const link = { ...DEFAULT_LINK };
  const problems: string[] = [];
  const refuse = (key: string, expected: string, got: string): void => {
    problems.push(
      `${key}: expected ${expected}, got ${JSON.stringify(got.length > 40 ? `${got.slice(0, 37)}...` : got)}`,
    );
  };
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    switch (key) {
      case "view":
        if (value !== VIEW) refuse(key, `"${VIEW}"`, value);
        break;
      case "a":
      case "b":
        if (/^[\w.:-]{1,80}$/.test(value)) link[key] = value;
        else refuse(key, "the name of a checkpoint", value);
        break;
      case "problem":
        if (value.length <= LONGEST_PROBLEM) link.problem = value;
        else refuse(key, `at most ${LONGEST_PROBLEM} characters`, value);
        break;
      case "seed":
      case "temperature":
      case "topP":
      case "budget":
      case "samples":
        if (isInRange(key, value)) link[key] = Number(value);
        else refuse(key, rangeText(key), value);
        break;
      default:
        refuse(key.length > 40 ? `${key.slice(0, 37)}...` : key, "a setting of this view", value);
    }
  }
  return { link, problems };
}

const isWhole = (key: NumberKey): boolean => Number.isInteger(REASON_RANGES[key].step);

function isInRange(key: NumberKey, text: string): boolean {
  const { min, max, also } = REASON_RANGES[key];
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || (isWhole(key) && !Number.isInteger(value))) return false;
  return value === also || (value >= min && value <= max);
}

function rangeText(key: NumberKey): string {
  const { min, max, also } = REASON_RANGES[key];
  const range = `${isWhole(key) ? "a whole number" : "a number"} from ${min} to ${max}`;
  return also === undefined ? range : `${also} or ${range}`;
}
