import { legendNumbers, legendSilence, type ColourScale } from "./colourScale.ts";
import { quantityOf } from "./quantity.ts";

const SHADES = {
  diverging: ["down k10", "down k7", "down k3", "", "up k3", "up k7", "up k10"],
  sequential: ["", "more k3", "more k5", "more k8", "more k10"],
  none: [],
} as const;

/**
 * The scale of the colours in words and numbers, and what a strong colour means. Says so when there is nothing to
 * colour.
 */
export function QuantityLegend({ scale }: { scale: ColourScale }) {
  if (scale.id === "plain") return null;
  const silence = legendSilence(scale);
  const quantity = quantityOf(scale.id);
  if (silence) return <p className="legend-words">{silence}</p>;
  const numbers = legendNumbers(scale);
  return (
    <div className="legend">
      <div className="legend-scale">
        <span>{quantity.low}</span>
        <span className="legend-bar">
          <span className="legend-swatches" aria-hidden="true">
            {SHADES[quantity.kind].map((shade, i) => (
              <i key={i} className={`tok ${shade}`} />
            ))}
          </span>
          <span className="legend-numbers">
            {numbers.map((number) => (
              <span key={number}>{number}</span>
            ))}
          </span>
        </span>
        <span>
          {quantity.high}
          {quantity.unit && ` (${quantity.unit})`}
        </span>
      </div>
      <p className="legend-words">{quantity.meaning}</p>
    </div>
  );
}
