import { useEffect, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { CorpusStatistics } from "../../world/corpusStatistics.ts";
import { useLab } from "../useLab.ts";
import { MEASURED_DOCUMENTS, measureCorpus } from "./measureCorpus.ts";

interface CorpusDialogProps {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Honesty rule 1: the reflection words stand in the base model's text; reinforcement learning selects them. */
export function CorpusDialog(props: CorpusDialogProps) {
  return (
    <ModalOverlay className="overlay" {...props} isDismissable>
      <Modal className="modal">
        <Dialog>
          <div className="modal-head">
            <Heading slot="title" level={2}>
              Where do the words come from?
            </Heading>
            <Button slot="close" className="button">
              Close
            </Button>
          </div>
          <p>
            From the text that the base model learned from. Its made-up writers say wait, hmm or again now and then, the
            stubborn ones more often. Reinforcement learning teaches no new word: it selects the habits that lead to
            right answers.
          </p>
          <CorpusNumbers />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function CorpusNumbers() {
  const { series } = useLab();
  const [found, setFound] = useState<CorpusStatistics | null>(null);
  useEffect(() => {
    let open = true;
    void measureCorpus((soFar) => {
      if (open) setFound(soFar);
      return open;
    });
    return () => {
      open = false;
    };
  }, []);
  const run = series.get("behaviour/reflection_rate");
  const words = Object.entries(found?.reflectionByWord ?? {}).filter(([, share]) => share > 0);
  return (
    <div className="corpus">
      <p className="corpus-state" role="status">
        {found
          ? `Measured now, in this tab, on ${found.documents.toLocaleString("en")} of ${MEASURED_DOCUMENTS.toLocaleString("en")} documents of the same generator.`
          : "Writing documents to measure."}
      </p>
      <dl className="corpus-list">
        <Share name="Responses with a reflection word" value={found?.reflection} colour="aha" />
        {words.map(([word, share]) => (
          <Share key={word} name={word} value={share} colour="aha" minor />
        ))}
        <Share name="Responses that answer at once, without thinking" value={found?.direct} />
        <Share name="Responses whose answer is right" value={found?.correct} />
        <Share name="Thinking in English" value={found?.languages.en} />
        <Share name="Thinking in Chinese" value={found?.languages.zh} />
        <Share name="Both languages mixed" value={found?.languages.mixed} />
      </dl>
      <p className="corpus-state">
        Mean length of a response: {found ? found.meanResponseLength.toFixed(1) : "–"} tokens.
        {run.values.length > 0 &&
          ` In this run, answers with a reflection word went from ${percent(run.values[0] ?? 0)} at step ${run.steps[0]} to ${percent(run.values.at(-1) ?? 0)} at step ${run.steps.at(-1)}.`}
      </p>
    </div>
  );
}

interface ShareProps {
  name: string;
  value: number | undefined;
  colour?: "aha" | "soft";
  minor?: boolean;
}

function Share({ name, value, colour = "soft", minor = false }: ShareProps) {
  return (
    <div className={minor ? "minor" : ""}>
      <dt>{name}</dt>
      <dd>
        <span className="corpus-bar" aria-hidden="true">
          <i style={{ width: `${(value ?? 0) * 100}%`, background: `var(--${colour})` }} />
        </span>
        {value === undefined ? "–" : percent(value)}
      </dd>
    </div>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
