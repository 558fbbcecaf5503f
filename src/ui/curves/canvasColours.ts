export type ColourName =
  | "paper"
  | "panel"
  | "ink"
  | "soft"
  | "line"
  | "policy"
  | "vote"
  | "aha"
  | "len"
  | "grey"
  | "good"
  | "bad";

const cache = new Map<ColourName, string>();

/** The current value of a colour token, for drawing on a canvas. */
export function colour(name: ColourName): string {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    cache.set(name, value);
  }
  return value;
}

/** After a change of theme. */
export const forgetColours = (): void => cache.clear();
