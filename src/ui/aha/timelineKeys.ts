/**
 * Where a key leads on the timeline: arrows by one mark, Page keys by ten, Home and End to the ends.
 *
 * @param index the present mark, -1 for none
 * @returns null for keys that mean nothing here
 */
export function timelineKey(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  const clamp = (i: number): number => Math.max(0, Math.min(count - 1, i));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return index < 0 ? 0 : clamp(index + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return index < 0 ? count - 1 : clamp(index - 1);
    case "PageUp":
      return clamp(Math.max(0, index) + 10);
    case "PageDown":
      return clamp(Math.max(0, index) - 10);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
