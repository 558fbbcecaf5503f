import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";
import { useRun } from "../useLab.ts";
import { recordedText } from "./recordedText.ts";

/** Honesty rule 3 needs readers who know what n, seed and interval are. */
export function ReadingHelp() {
  const samples = useRun((run) => run.config.evalSamples);
  const recorded = useRun((run) => run.recordedRun);
  const measured = useRun((run) => run.evaluations.at(-1) ?? run.recordedRun?.evaluations.at(-1) ?? null);
  return (
    <DialogTrigger>
      <Button className="link-button">How to read these numbers</Button>
      <Popover className="popover reading" placement="bottom start">
        <Dialog>
          <Heading slot="title" level={2}>
            How to read these numbers
          </Heading>
          <dl>
            <dt>unseen, or held-out, problems</dt>
            <dd>
              Never trained on, and the same ones at every measurement
              {measured ? ` (drawn with seed ${measured.seed})` : ""}.
            </dd>
            <dt>n = problems × samples</dt>
            <dd>How many problems are measured on, a third of each kind, and how often each one is answered.</dd>
            <dt>pass@1</dt>
            <dd>The share of all those answers that is right.</dd>
            <dt>vote of {samples}</dt>
            <dd>The share of problems where the most frequent of {samples} answers is right.</dd>
            <dt>training</dt>
            <dd>The share of right answers among those that a training step sampled for itself.</dd>
            <dt>95 % interval, the vertical lines</dt>
            <dd>Measured again on other problems, about 95 of 100 such intervals would hold the true share.</dd>
            <dt>seed</dt>
            <dd>Where chance starts. The same seed and settings on the same backend give the same run.</dd>
            {recorded && (
              <>
                <dt>the grey lines</dt>
                <dd>{recordedText(recorded)}</dd>
              </>
            )}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
