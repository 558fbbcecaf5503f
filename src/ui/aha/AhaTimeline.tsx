import { Button } from "react-aria-components";
import { KEPT_AHAS_A_STEP } from "../../store/receive.ts";
import { useActions, useRun } from "../useLab.ts";
import { AhaDetail } from "./AhaDetail.tsx";
import { AhaList } from "./AhaList.tsx";
import { AhaMarks } from "./AhaMarks.tsx";
import { ahaHeading, ratesText } from "./ahaText.ts";
import { counted } from "../trace/numberText.ts";
import { useSeriesLast } from "./useSeriesLast.ts";
import "./aha.css";

/**
 * Every effective reflection of the run on the step axis; opening one shows it beside the base model on the same
 * problem.
 */
export function AhaTimeline() {
  const ahas = useRun((run) => run.ahas);
  const count = useRun((run) => run.ahaCount);
  const firstStep = useRun((run) => run.firstAhaStep);
  const selected = useRun((run) => run.selectedAha);
  const replay = useRun((run) => run.replay);
  const step = useRun((run) => run.step);
  const steps = useRun((run) => run.config.steps);
  const referenceEvery = useRun((run) => run.config.referenceEvery);
  const evaluations = useRun((run) => run.evaluations);
  const actions = useActions();
  const rates = ratesText(step, useSeriesLast("behaviour/aha_rate"), useSeriesLast("behaviour/superficial_rate"));
  const open = (id: string): void => actions.selectAha(id);
  const first = ahas[0];
  const last = ahas.at(-1);
  return (
    <section className="panel aha-panel" aria-labelledby="aha-title">
      <h2 id="aha-title" className="aha-title">
        {ahaHeading(count, firstStep)}
      </h2>
      {!first || !last ? (
        <p className="aha-empty">
          {count > 0
            ? "The marks of this run were not kept. New ones appear here as training goes on."
            : 'A wrong attempt, a turning word such as "wait", then an attempt that is right, and the final answer is correct: each such answer becomes a mark here, and can be opened beside the base model\'s answer to the same question.'}
        </p>
      ) : (
        <>
          <AhaMarks ahas={ahas} lastStep={Math.max(steps, step)} selected={selected?.id ?? null} onOpen={open} />
          {count > ahas.length && (
            <p className="aha-soft">
              {`${counted(ahas.length)} of them are kept and drawn, at most ${KEPT_AHAS_A_STEP} of one step; how often they come is in the curve “Second thoughts”.`}
            </p>
          )}
          {selected ? (
            <AhaDetail
              key={selected.id}
              event={selected}
              replay={replay}
              who={referenceEvery > 0 && step >= referenceEvery ? "The reference model" : "The base model"}
              evaluations={evaluations}
              rates={rates}
              onClose={() => actions.selectAha(null)}
            />
          ) : (
            <div className="aha-invite">
              <Button className="quiet" onPress={() => open(first.id)}>
                Open the first
              </Button>
              <Button className="quiet" onPress={() => open(last.id)}>
                Open the latest
              </Button>
              {rates && <p className="aha-soft">{rates}</p>}
            </div>
          )}
          <AhaList ahas={ahas} selected={selected?.id ?? null} onOpen={open} />
        </>
      )}
    </section>
  );
}
