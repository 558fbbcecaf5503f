import type { CompletionView } from "../../protocol/messages.ts";
import { fixed, short, signed } from "./numberText.ts";
import { quantityOf, quantityValues, type QuantityId } from "./quantity.ts";

export interface ColourScale {
  id: QuantityId;
  /** The value of full colour, a round number; 0 when nothing in the group differs from plain. */
  limit: number;
  /** Some completion has the measurement at all. */
  measured: boolean;
}

/** The smallest of 1, 1.5, 2, 2.5, 3, 4, 5 × 10^k that is not below value; value ≤ 0 gives 0. */
export function niceCeiling(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 1.5, 2, 2.5, 3, 4, 5, 10])
    if (factor * power >= value * (1 - 1e-9)) return Number((factor * power).toPrecision(2));
  return 10 * power;
}

/**
 * One scale for a whole group, so that its rows can be compared: full colour at a round number near the 98th
 * percentile.
 */
export function colourScale(views: readonly CompletionView[], id: QuantityId): ColourScale {
  const sizes: number[] = [];
  let measured = false;
  for (const view of views) {
    const values = quantityValues(view, id);
    if (!values) continue;
    measured = true;
    for (const value of values) if (Number.isFinite(value)) sizes.push(Math.abs(value));
  }
  if (id === "probability") return { id, limit: measured ? 1 : 0, measured };
  sizes.sort((a, b) => a - b);
  const high = sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * 0.98))] ?? 0;
  // Below this is float noise: colouring it would show structure that is not there.
  return { id, limit: high < 1e-6 ? 0 : niceCeiling(high), measured };
}

/** Strength in 0 … 1 in tenths (so that equal shades share a style) and the side; null is plain. */
export function shade(
  scale: ColourScale,
  value: number | undefined,
): { side: "up" | "down" | "more"; strength: number } | null {
  if (value === undefined || !Number.isFinite(value) || scale.limit === 0) return null;
  const strength = Math.round(Math.min(1, Math.abs(value) / scale.limit) * 10) / 10;
  if (strength === 0) return null;
  if (quantityOf(scale.id).kind === "sequential") return { side: "more", strength };
  return { side: value > 0 ? "up" : "down", strength };
}

/** The numbers under the legend, from low to high: two for a sequential scale, three for a diverging one. */
export function legendNumbers({ id, limit }: ColourScale): string[] {
  if (id === "ratio")
    return [
      `× ${fixed(Math.exp(-limit), limit < 0.1 ? 3 : 2)}`,
      "× 1",
      `× ${fixed(Math.exp(limit), limit < 0.1 ? 3 : 2)}`,
    ];
  if (id === "probability") return ["1", "0"];
  if (quantityOf(id).kind === "sequential") return ["0", short(limit)];
  const digits = limit >= 1 ? 1 : limit >= 0.1 ? 2 : 3;
  return limit < 0.001
    ? [`−${short(limit)}`, "0", `+${short(limit)}`]
    : [signed(-limit, digits), "0", signed(limit, digits)];
}

/** What to say instead of a legend when there is nothing to colour; null when there is. */
export function legendSilence({ id, limit, measured }: ColourScale): string | null {
  if (id === "plain") return null;
  if (!measured) {
    return id === "kl"
      ? "Not measured: the KL weight β is 0 in this run."
      : `Not measured in this step: ${quantityOf(id).label}.`;
  }
  if (limit > 0) return null;
  if (id === "advantage") return "Every advantage is 0: nothing is reinforced and nothing discouraged.";
  if (id === "ratio") return "Every ratio is 1: the update read these answers before it had changed the model.";
  return "All values are 0 here.";
}
