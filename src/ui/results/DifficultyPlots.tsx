import { correlationText, difficultyPoints, lengthFollowsDifficulty } from "./difficultyPoints.ts";
import { LEVEL_NAMES } from "./levelNames.ts";
import type { Model } from "./models.ts";
import { NumbersTable } from "./NumbersTable.tsx";
import { intervalSentence } from "./resultText.ts";
import { ScatterPlot } from "./ScatterPlot.tsx";

/** Thinking length against difficulty by the rules, one plot a model, with the same axes. */
export function DifficultyPlots({ models }: { models: readonly Model[] }) {
  const measured = models.map((model) => ({
    ...model,
    points: difficultyPoints(model.result),
    correlation: correlationText(lengthFollowsDifficulty(model.result)),
  }));
  const all = measured.flatMap(({ points }) => points);
  const largestX = Math.max(2, ...all.map(({ difficulty }) => difficulty)) * 1.1;
  const largestY = Math.ceil(Math.max(10, ...all.map(({ thinking }) => thinking.high)) / 20) * 20;
  return (
    <>
      <div className="multiples wide">
        {measured.map(({ id, label, points, correlation }) => (
          <figure key={id} className="multiple length">
            <figcaption>
              {label}
              <small>rank correlation {correlation}</small>
            </figcaption>
            <ScatterPlot
              points={points.map(({ level, difficulty, thinking }) => ({
                label: LEVEL_NAMES[level],
                x: difficulty,
                y: thinking,
              }))}
              largestX={largestX}
              largestY={largestY}
              xTitle="expected random attempts"
              summary={`Thinking length by difficulty, ${label}: ${points
                .map(({ level, thinking }) => `${LEVEL_NAMES[level]} ${thinking.value.toFixed(0)} tokens`)
                .join(", ")}`}
            />
          </figure>
        ))}
      </div>
      <NumbersTable
        title="Thinking length against difficulty"
        columns={["Level", "Expected attempts", ...models.map(({ label }) => label)]}
        rows={[...new Set(all.map(({ level }) => level))].map((level) => [
          LEVEL_NAMES[level],
          (all.find((point) => point.level === level)?.difficulty ?? 0).toFixed(1),
          ...measured.map(({ points }) => {
            const point = points.find((one) => one.level === level);
            return point ? `${intervalSentence(point.thinking, "tokens")} tokens` : "not measured";
          }),
        ])}
      />
    </>
  );
}
