/** "#rrggbb" with an opacity, as CSS colour. Anything else is returned as it is. */
export function withAlpha(colour: string, alpha: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour) || alpha >= 1) return colour;
  return (
    colour +
    Math.round(alpha * 255)
      .toString(16)
      .padStart(2, "0")
  );
}
