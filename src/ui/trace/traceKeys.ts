import type { Attempt } from "../../world/behaviour.types.ts";

/**
 * Where a key leads inside a trace: left and right by token, up and down by attempt, Home and End to the ends.
 *
 * @param index the present token, or null when none is chosen yet
 * @returns the token's index, or null for keys that mean nothing here
 */
export function traceKey(key: string, index: number | null, length: number, trace: readonly Attempt[]): number | null {
  if (length === 0) return null;
  const clamp = (i: number): number => Math.max(0, Math.min(length - 1, i));
  switch (key) {
    case "ArrowRight":
      return index === null ? 0 : clamp(index + 1);
    case "ArrowLeft":
      return index === null ? length - 1 : clamp(index - 1);
    case "ArrowDown":
      return trace.find(({ start }) => start > (index ?? -1))?.start ?? index ?? 0;
    case "ArrowUp":
      return trace.findLast(({ start }) => start < (index ?? length))?.start ?? index ?? 0;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return null;
  }
}
