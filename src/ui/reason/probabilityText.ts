import type { Sampling, TokenChoice } from "../../store/reasonState.ts";
import { fixed } from "../trace/numberText.ts";

/** "0.62", "below 0.001", "0.120, left out". */
export function probabilityText({ probability, out }: TokenChoice): string {
  const text = probability > 0.9995 ? "above 0.999" : probability < 0.001 ? "below 0.001" : fixed(probability, 3);
  return out ? `${text}, left out` : text;
}

/** What the probabilities are of: "at temperature 0.70, before top-p 0.90". */
export function samplingText({ temperature, topP }: Sampling): string {
  if (temperature === 0) return "at temperature 1; only the first can be drawn at 0";
  const nucleus = topP < 1 ? `, before top-p ${fixed(topP)}` : "";
  return `at temperature ${fixed(temperature)}${nucleus}`;
}
