import { useState } from "react";
import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import { Choice } from "../choice/Choice.tsx";
import { CurvePlot, type CurveSeries } from "./CurvePlot.tsx";
import { DOMAIN_NAMES } from "./levelNames.ts";
import type { Model } from "./models.ts";
import { NumbersTable } from "./NumbersTable.tsx";
import { passAtKSentence } from "./passAtKSentence.ts";
import { intervalSentence } from "./resultText.ts";

/** Stages of reinforcement learning, each with the model that it starts from. */
const RL_STAGES = [
  { before: "base", after: "zero" },
  { before: "cold-start", after: "reasoning-rl" },
  { before: "rejection", after: "second-rl" },
] as const;
const DOMAINS = ["reasoning", "maths", "programs", "logic", "science"] as const;

/** pass@k before and after a stage of reinforcement learning, by domain. */
export function PassAtKPlots({ models }: { models: readonly Model[] }) {
  const pairs = RL_STAGES.flatMap((stage) => {
    const [before, after] = [stage.before, stage.after].map((id) => models.find((model) => model.id === id));
    return before && after ? [{ id: stage.after, before, after }] : [];
  });
  const [chosen, choose] = useState<string | null>(null);
  const pair = pairs.find(({ id }) => id === chosen) ?? pairs[0];
  if (!pair) return <p className="results-note">A stage of reinforcement learning and the one before it are needed.</p>;
  const { before, after } = pair;
  return (
    <>
      <Choice
        label="Stage"
        inline
        value={pair.id}
        options={pairs.map(({ id, before: from, after: to }) => ({
          value: id,
          label: `${to.label}, from ${from.label}`,
        }))}
        onChange={choose}
      />
      <p className="results-finding">{passAtKSentence(before.result, after.result)}</p>
      <div className="multiples wide">
        {DOMAINS.map((domain) => {
          const series = [before, after].map((model) => seriesOf(model, domain, model === before));
          return (
            <figure key={domain} className="multiple">
              <figcaption>{DOMAIN_NAMES[domain]}</figcaption>
              <CurvePlot
                series={series}
                summary={`pass@k, ${DOMAIN_NAMES[domain]}: ${series.map(inWords).join("; ")}`}
              />
            </figure>
          );
        })}
      </div>
      <NumbersTable
        title="pass@k before and after"
        columns={["Domain and model", ...curve(after.result, "reasoning").map(({ k }) => `pass@${k}`)]}
        rows={DOMAINS.flatMap((domain) =>
          [before, after].map(({ label, result }) => [
            `${DOMAIN_NAMES[domain]}, ${label}`,
            ...curve(result, domain).map(({ interval }) => intervalSentence(interval, "share")),
          ]),
        )}
      />
    </>
  );
}

const seriesOf = ({ label, result }: Model, domain: (typeof DOMAINS)[number], plain: boolean): CurveSeries => ({
  label,
  points: curve(result, domain),
  plain,
});

/** In order of k. */
function curve({ domains }: SuiteResult, domain: (typeof DOMAINS)[number]): { k: number; interval: Interval }[] {
  return Object.entries(domains[domain])
    .flatMap(([name, interval]) => {
      const k = /^pass@(\d+)$/.exec(name)?.[1];
      return k === undefined ? [] : [{ k: Number(k), interval }];
    })
    .sort((a, b) => a.k - b.k);
}

function inWords({ label, points }: CurveSeries): string {
  const values = points.map(({ k, interval }) => `${Math.round(100 * interval.value)} % at k = ${k}`);
  return `${label} ${values.join(", ")}`;
}
