import { useMemo, type ReactNode } from "react";
import type { StageReport } from "../../protocol/pipeline.ts";
import { DifficultyPlots } from "./DifficultyPlots.tsx";
import { LevelPlots } from "./LevelPlots.tsx";
import { orderText } from "./orderText.ts";
import { type Model, modelsOf, rowsOf, stagesOf } from "./models.ts";
import { PassAtKPlots } from "./PassAtKPlots.tsx";
import { StageComparison } from "./StageComparison.tsx";
import { StageTable } from "./StageTable.tsx";
import { valueText } from "./resultText.ts";
import "./results.css";

interface ResultsViewProps {
  /** In any order; stages that are missing are shown as not run. */
  reports: StageReport[];
  /** Whose run it was. */
  source: "shipped" | "own";
}

/** What the pipeline came to: the table of stages, and what lies behind it. Pure display. */
export function ResultsView({ reports, source }: ResultsViewProps) {
  const rows = useMemo(() => rowsOf(reports), [reports]);
  const models = useMemo(() => modelsOf(rows), [rows]);
  const stages = stagesOf(models);
  const order = useMemo(() => orderText(models), [models]);
  if (models.length === 0) {
    return (
      <p className="results-note">
        {source === "own" ? "Nothing of your own run has been measured yet." : "No results come with this page."}
      </p>
    );
  }
  return (
    <div className="results">
      <p className="results-finding">{headline(stages)}</p>
      {order && <p>{order}</p>}
      <p className="results-note">{provenance(reports, models, source)}</p>
      <Section title="Stage by stage">
        <StageTable reports={reports} rows={rows} />
        <p className="results-note">
          pass@1 with its 95 % interval in small type, under it the majority vote of all samples. A star and bold type:
          the difference to the row before (R1-Zero and cold start: to the base; students: to their own base; direct RL:
          to the distillation) excludes zero, paired by problem. Language consistency has no star: it is not kept by
          problem. Length in tokens, on reasoning problems.
        </p>
        <p className="results-note">
          Beside them what the paper reports for the model that the row stands for. Other problems, and far larger
          models: only the order of the rows is comparable, never the figures. Its three distilled models stand beside
          our three largest, by size.
        </p>
      </Section>
      <Section title="Accuracy by level" note="pass@1 with 95 % intervals over problems.">
        <LevelPlots models={stages} />
      </Section>
      <Section
        title="Thinking length against difficulty"
        note="Does the model think longer where more has to be tried? Each dot is a level: how long the thinking is, in tokens, over how many attempts chance would need. The rank correlation is over single problems, with the length of the whole response."
      >
        <DifficultyPlots models={stages} />
      </Section>
      <Section
        title="pass@k before and after reinforcement learning"
        note="Does it teach the model something new, or does it only find more surely what it could find already? pass@k is the chance that one of k samples is right."
      >
        <PassAtKPlots models={stages} />
      </Section>
      <Section
        title="Stage against stage"
        note="Differences on the same problems, with 95 % intervals. A full dot and bold type: the interval excludes zero."
      >
        <StageComparison models={models} />
      </Section>
    </div>
  );
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="panel results-section">
      <h3>{title}</h3>
      {note && <p className="results-note">{note}</p>}
      {children}
    </section>
  );
}

function headline(stages: readonly Model[]): string {
  const accuracy = ({ result }: Model): number | undefined => result.domains.reasoning["pass@1"]?.value;
  const [first, last] = [stages[0], stages.at(-1)];
  const [from, to] = [first && accuracy(first), last && accuracy(last)];
  if (!first || !last || first === last || from === undefined || to === undefined)
    return "One model has been measured so far.";
  return `From ${first.label} to ${last.label}, reasoning pass@1 went from ${valueText(from, "share")} to ${valueText(to, "share")}.`;
}

function provenance(reports: readonly StageReport[], models: readonly Model[], source: "shipped" | "own"): string {
  const [report] = reports;
  const result = models[0]?.result;
  if (!report || !result) return "";
  const whose = source === "shipped" ? "The run that comes with this page" : "Your own run in this browser";
  return (
    `${whose}: ${report.scale} scale, seed ${report.seed}, backend ${report.backend}. Suite version ${result.suite.version} ` +
    `(${result.suite.hash}): ${result.problems.length} held-out problems, ${result.samples} samples each at temperature ` +
    `${result.temperature}, top-p ${result.topP}. Intervals by bootstrap over problems.`
  );
}
