import { memo } from "react";
import type { StageReport } from "../../protocol/pipeline.ts";
import { Ablation } from "./Ablation.tsx";
import { BeforeAfter } from "./BeforeAfter.tsx";
import { costText } from "./costText.ts";
import { Drawbacks } from "./Drawbacks.tsx";
import { Hacking } from "./Hacking.tsx";
import { RewardModels } from "./RewardModels.tsx";
import { Sieves } from "./Sieves.tsx";
import { LevelCurves } from "./LevelCurves.tsx";
import { StageCurves } from "./StageCurves.tsx";
import { Students } from "./Students.tsx";

/** Everything that a stage's report holds; parts that it does not have are left out. News of a run do not draw it again. */
export const StageParts = memo(function StageParts({ report }: { report: StageReport }) {
  const { stage, before, after, history, sieves, drawbacks, ablation, rewardModels, hacking, students } = report;
  const { preferenceFromStep, checkpointStep } = report;
  return (
    <>
      <BeforeAfter before={before} after={after} />
      {history.length > 0 && <StageCurves history={history} live={false} />}
      <LevelCurves history={history} />
      {drawbacks && drawbacks.length > 0 && <Drawbacks drawbacks={drawbacks} />}
      {ablation && ablation.length > 0 && <Ablation runs={ablation} />}
      {sieves.length > 0 && (
        <Sieves
          title={stage === "cold-start" ? "Three ways of collecting, three sieves" : "The sieve"}
          report={report}
        />
      )}
      {rewardModels && rewardModels.length > 0 && <RewardModels models={rewardModels} />}
      {hacking && hacking.length > 1 && (
        <Hacking
          points={hacking}
          {...(preferenceFromStep !== undefined && { preferenceFromStep })}
          {...(checkpointStep !== undefined && { checkpointStep })}
        />
      )}
      {students && students.length > 0 && <Students students={students} />}
      <section className="panel paper-part" aria-label="Cost">
        <h4>Cost</h4>
        <p>{costText(report.cost)}.</p>
      </section>
    </>
  );
});
