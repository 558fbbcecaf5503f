import type { LevelId } from "../../world/problem.ts";
import { IntervalRows } from "./IntervalRows.tsx";
import { LEVEL_NAMES } from "./levelNames.ts";
import type { Model } from "./models.ts";
import { NumbersTable } from "./NumbersTable.tsx";
import { intervalSentence, valueText } from "./resultText.ts";

const TICKS = [0, 0.5, 1].map((at) => ({ at, text: valueText(at, "share") }));

/** pass@1 by level, one small plot a level, the models in rows. */
export function LevelPlots({ models }: { models: readonly Model[] }) {
  const measured = models.flatMap(({ result }) => result.levels.filter(({ domain }) => domain !== "general"));
  const levels = [...new Set(measured.map(({ level }) => level))];
  return (
    <>
      <div className="multiples">
        {levels.map((level) => (
          <LevelPlot key={level} level={level} models={models} />
        ))}
      </div>
      <NumbersTable
        title="Accuracy by level"
        columns={["Level", ...models.map(({ label }) => label)]}
        rows={levels.map((level) => [
          LEVEL_NAMES[level],
          ...models.map(({ result }) => {
            const found = result.levels.find((one) => one.level === level);
            const interval = found?.metrics["pass@1"];
            return found && interval ? `${intervalSentence(interval, "share")}, n = ${found.n}` : "not measured";
          }),
        ])}
      />
    </>
  );
}

function LevelPlot({ level, models }: { level: LevelId; models: readonly Model[] }) {
  const rows = models.map(({ id, label, result }) => {
    const interval = result.levels.find((one) => one.level === level)?.metrics["pass@1"] ?? null;
    return { id, label, interval, text: interval ? valueText(interval.value, "share") : "–", plain: id === "base" };
  });
  return (
    <figure className="multiple">
      <figcaption>{LEVEL_NAMES[level]}</figcaption>
      <IntervalRows
        rows={rows}
        range={[0, 1]}
        ticks={TICKS}
        margins={[98, 54]}
        summary={`pass@1 on ${LEVEL_NAMES[level]}: ${rows.map(({ label, text }) => `${label} ${text}`).join(", ")}`}
      />
    </figure>
  );
}
