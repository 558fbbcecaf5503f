export interface EndLabel {
  text: string;
  colour: string;
  /** Where the line ends, in canvas pixels. */
  x: number;
  y: number;
}

/**
 * Labels at the ends of their lines, moved apart where they would overlap.
 *
 * @param height of a line of text
 * @returns the labels with new y, within [top, bottom]
 */
export function spreadLabels(
  labels: readonly EndLabel[],
  height: number,
  top: number,
  bottom: number,
  width: (text: string) => number,
): EndLabel[] {
  const placed: EndLabel[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    let y = Math.max(label.y, top + height / 2);
    for (const other of placed) {
      const apart = label.x > other.x + width(other.text) || other.x > label.x + width(label.text);
      if (!apart && y < other.y + height) y = other.y + height;
    }
    placed.push({ ...label, y });
  }
  // What was pushed out below goes back up, pushing its upper neighbours.
  for (let i = placed.length - 1, limit = bottom - height / 2; i >= 0; i--) {
    const label = placed[i] as EndLabel;
    if (label.y > limit) label.y = limit;
    else break;
    limit = label.y - height;
  }
  return placed;
}
