import type { StageCost, StudentResult } from "../../protocol/pipeline.ts";
import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import { durationText } from "../topbar/durationText.ts";
import { counted } from "../trace/numberText.ts";
import { measureText, rangeText } from "./intervalText.ts";
import { LineChart } from "./LineChart.tsx";
import { pointsOf } from "./lineChart.ts";
import { measureOf, suiteText, voteLabel, voteName } from "./measures.ts";
import { findingText } from "./studentText.ts";
import { tokensText } from "./costText.ts";

/** Every student as base, distilled and, where that was done, trained by RL directly; and the paper's finding. */
export function Students({ students }: { students: readonly StudentResult[] }) {
  const finding = findingText(students);
  const first = students[0];
  if (!first) return null;
  const vote = voteName(first.distilled);
  const direct = students.find((student) => student.direct)?.direct;
  const points = pointsOf(direct?.history ?? [], "rewards/accuracy/mean");
  return (
    <section className="panel paper-part" aria-label="Students">
      <h4>Students</h4>
      {finding && <p>{finding}</p>}
      <div className="paper-scroll" tabIndex={0} role="region" aria-label="Students, table">
        <table className="paper-table students">
          <thead>
            <tr>
              <th scope="col">student</th>
              <th scope="col">parameters</th>
              <th scope="col">base</th>
              <th scope="col">distilled</th>
              <th scope="col">distilled, {voteLabel(vote)}</th>
              <th scope="col">direct RL</th>
              <th scope="col">direct RL, {voteLabel(vote)}</th>
              <th scope="col">cost of distilling</th>
              <th scope="col">cost of direct RL</th>
            </tr>
          </thead>
          <tbody>
            {students.map(({ name, parameters, base, distilled, direct: rl, cost }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{counted(parameters)}</td>
                <Score suite={base} metric="pass@1" />
                <Score suite={distilled} metric="pass@1" strong />
                <Score suite={distilled} metric={vote} />
                <Score suite={rl?.result ?? null} metric="pass@1" strong />
                <Score suite={rl?.result ?? null} metric={vote} />
                <Cost cost={cost} />
                <Cost cost={rl?.cost ?? null} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="paper-note">
        pass@1 over the reasoning levels unless said otherwise. {suiteText(first.distilled)}. Small figures: 95 %
        intervals. Names: width x layers. Cost: of that training alone, tokens sampled and trained on; the
        teacher&apos;s traces and the students&apos; own pre-training come on top. Direct RL ends, unless its steps are
        set, with the step that has cost as much compute as the fine-tuning, a trained token counted three times, a
        sampled one once.
      </p>
      {points.length > 1 && (
        <div className="paper-charts">
          <LineChart
            title="Direct RL: accuracy in training"
            unit="share"
            whole
            series={[{ label: "accuracy", colour: "policy", points, smoothing: points.length > 30 ? 0.75 : 0 }]}
            lastStep={points.at(-1)?.[0] ?? 1}
          />
        </div>
      )}
    </section>
  );
}

const Cost = ({ cost }: { cost: StageCost | null }) =>
  cost ? (
    <td>
      {tokensText(cost.sampledTokens + cost.trainedTokens)} <small>{durationText(cost.seconds)}</small>
    </td>
  ) : (
    <td className="unsaid">–</td>
  );

interface ScoreProps {
  suite: SuiteResult | null;
  metric: string;
  strong?: boolean;
}

function Score({ suite, metric, strong = false }: ScoreProps) {
  const interval: Interval | null = measureOf(suite, "reasoning", metric);
  if (!interval) return <td className="unsaid">–</td>;
  const text = measureText(interval.value, "share");
  return (
    <td>
      {strong ? <b>{text}</b> : text} <small>{rangeText(interval, "share")}</small>
    </td>
  );
}
