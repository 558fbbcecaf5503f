import type { ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { valueText } from "./valueText.ts";

/** A chart in a sentence, for those who cannot see it. Only from measured values. */
export function chartSummary(spec: ChartSpec, lines: readonly ChartLine[]): string {
  const live = lines.filter(({ role, values }) => role === "live" && values.length > 0);
  if (live.length === 0) return `${spec.title}: nothing measured yet.`;
  return `${spec.title}: ${live.map((line) => lineSummary(line, spec)).join("; ")}.`;
}

function lineSummary({ label, steps, values }: ChartLine, { unit }: ChartSpec): string {
  const last = values.length - 1;
  const now = `${valueText(values[last] as number, unit)} at step ${steps[last]}`;
  if (last === 0) return `${label} ${now}`;
  let top = 0;
  for (let i = 1; i <= last; i++) if ((values[i] as number) > (values[top] as number)) top = i;
  const highest =
    top === last || top === 0 ? "" : `, highest ${valueText(values[top] as number, unit)} at step ${steps[top]}`;
  return `${label} from ${valueText(values[0] as number, unit)} at step ${steps[0]} to ${now}${highest}`;
}
