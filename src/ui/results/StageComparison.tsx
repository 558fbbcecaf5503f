import { useState } from "react";
import { Choice } from "../choice/Choice.tsx";
import { COMPARED, type ComparisonRow, comparisonRows, comparisonText } from "./comparisonRows.ts";
import { IntervalRows } from "./IntervalRows.tsx";
import type { Model } from "./models.ts";
import { NumbersTable } from "./NumbersTable.tsx";
import { differenceSentence, differenceText, intervalSentence, type Unit } from "./resultText.ts";

/** Two models, chosen by the visitor: differences with intervals by level. */
export function StageComparison({ models }: { models: readonly Model[] }) {
  const [fromId, setFrom] = useState<string | null>(null);
  const [toId, setTo] = useState<string | null>(null);
  const [metric, setMetric] = useState(COMPARED[0]?.metric ?? "pass@1");
  const from = models.find(({ id }) => id === fromId) ?? models[0];
  const to =
    models.find(({ id }) => id === toId) ??
    models.findLast(({ id }) => id !== from?.id && !id.includes("/")) ??
    models.find(({ id }) => id !== from?.id);
  const compared = COMPARED.find((one) => one.metric === metric);
  if (!from || !to || !compared) return <p className="results-note">Two measured models are needed to compare.</p>;
  const { label, unit, general } = compared;
  const rows = comparisonRows(from.result, to.result, metric, general);
  const options = models.map((model) => ({ value: model.id, label: model.label }));
  return (
    <>
      <div className="results-choices">
        <Choice label="From" inline value={from.id} options={options} onChange={setFrom} />
        <Choice label="to" inline value={to.id} options={options} onChange={setTo} />
        <Choice
          label="in"
          inline
          value={metric}
          options={COMPARED.map((one) => ({ value: one.metric, label: one.label }))}
          onChange={setMetric}
        />
      </div>
      <p className="results-finding">{finding(rows, from.label, to.label, label)}</p>
      <p className="results-note">
        {unit === "share" ? "Differences in percentage points." : "Differences in tokens."}
      </p>
      <DifferencePlot rows={rows} unit={unit} title={`${label}, ${from.label} to ${to.label}`} />
      <NumbersTable
        title={`${label}, ${from.label} to ${to.label}`}
        columns={["Level", from.label, to.label, "Difference", "Problems", "Excludes zero"]}
        rows={rows.map(({ label: level, before, after, difference }) => [
          level,
          before ? intervalSentence(before, unit) : "not measured",
          after ? intervalSentence(after, unit) : "not measured",
          difference ? differenceSentence(difference.difference, unit) : "not comparable",
          difference ? String(difference.n) : "0",
          difference?.excludesZero ? "yes" : "no",
        ])}
      />
    </>
  );
}

function DifferencePlot({ rows, unit, title }: { rows: readonly ComparisonRow[]; unit: Unit; title: string }) {
  const ends = rows.flatMap(({ difference }) =>
    difference ? [difference.difference.low, difference.difference.high] : [],
  );
  const step = unit === "share" ? 0.1 : 10;
  const from = Math.floor(Math.min(-0.001, ...ends) / step) * step;
  const to = Math.ceil(Math.max(0.001, ...ends) / step) * step;
  return (
    <IntervalRows
      rows={rows.map((row) => ({
        id: row.id,
        label: row.label,
        interval: row.difference?.difference ?? null,
        text: comparisonText(row, unit),
        faint: !row.difference?.excludesZero,
      }))}
      range={[from, to]}
      ticks={[from, 0, to]
        .filter((at) => at === 0 || Math.abs(at) > 0.3 * (to - from))
        .map((at) => ({ at, text: differenceText(at, unit).replace(/\u00a0.*/, "") }))}
      margins={[124, 96]}
      summary={`Differences in ${title}: ${rows.map((row) => `${row.label} ${comparisonText(row, unit)}`).join("; ")}`}
    />
  );
}

function finding(rows: readonly ComparisonRow[], from: string, to: string, metric: string): string {
  const levels = rows.filter(({ id }) => id !== "mean");
  const shown = levels.filter(({ difference }) => difference?.excludesZero);
  const up = shown.filter(({ difference }) => difference && difference.difference.value > 0).length;
  return (
    `From ${from} to ${to}, ${metric} is higher on ${up} and lower on ${shown.length - up} of ${levels.length} levels` +
    (shown.length === levels.length
      ? "."
      : `; on the other ${levels.length - shown.length} the interval holds zero, so no difference is shown.`)
  );
}
