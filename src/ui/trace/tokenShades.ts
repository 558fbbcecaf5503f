import type { CompletionView } from "../../protocol/messages.ts";
import { shade, type ColourScale } from "./colourScale.ts";
import { quantityValues } from "./quantity.ts";

/** Class names for one value: `up k7` is 0.7 of full colour on the side above. "" is plain. */
export function shadeClass(scale: ColourScale, value: number | undefined): string {
  const found = shade(scale, value);
  return found ? `${found.side} k${Math.round(found.strength * 10)}` : "";
}

/**
 * Class names of every token; null when the tokens themselves stay plain (nothing chosen, nothing measured, or one
 * value for the whole answer).
 */
export function tokenShades(
  view: CompletionView | undefined,
  scale: ColourScale | undefined,
): readonly string[] | null {
  if (!view || !scale || scale.id === "plain" || scale.id === "advantage") return null;
  const values = quantityValues(view, scale.id);
  if (!values) return null;
  return values.map((value, index) => {
    const clipped = scale.id === "ratio" ? (view.clipped[index] ?? 0) : 0;
    const mark = clipped > 0 ? " clip-high" : clipped < 0 ? " clip-low" : "";
    return `${shadeClass(scale, value)}${mark}`;
  });
}
