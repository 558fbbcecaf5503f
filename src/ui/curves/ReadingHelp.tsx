import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useRun } from "../useLab.ts";
import { recordedText } from "./recordedText.ts";

/** Honesty rule 3 needs readers who know what n, seed and interval are. */
export function ReadingHelp() {
  const samples = useRun((run) => run.config.evalSamples);
  const recorded = useRun((run) => run.recordedRun);
  const measured = useRun((run) => run.evaluations.at(-1) ?? run.recordedRun?.evaluations.at(-1) ?? null);
  return (
    <DialogTrigger>
      <Button className="text-button">How to read this</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog>
            <div className="modal-head">
              <Heading slot="title" level={2}>
                How to read these numbers
              </Heading>
              <Button slot="close" className="button">
                Close
              </Button>
            </div>
            <dl className="reading">
              <dt>unseen, or held-out, problems</dt>
              <dd>
                Never trained on, and the same ones at every measurement
                {measured ? ` (drawn with seed ${measured.seed})` : ""}.
              </dd>
              <dt>n = problems × samples</dt>
              <dd>How many problems are measured on, all kinds together, and how often each one is answered.</dd>
              <dt>pass@1</dt>
              <dd>The share of those answers that is right: the mean over the kinds of problem.</dd>
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
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
