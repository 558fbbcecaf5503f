import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { AhaEvent, Evaluation, Replay } from "../../protocol/messages.ts";
import { problemText } from "../group/groupText.ts";
import { completionWords } from "../trace/completionWords.ts";
import { counted } from "../trace/numberText.ts";
import { Trace } from "../trace/Trace.tsx";
import { ahaCallouts, baseWordsText, whyText } from "./ahaText.ts";
import { BaseReplay } from "./BaseReplay.tsx";

interface AhaDetailProps {
  event: AhaEvent;
  replay: Replay | null;
  /** Who answers in the replay: "The base model", or "The reference model" once that has been renewed. */
  who: string;
  evaluations: readonly Evaluation[];
  /** How many reflections help and how many do not, in words. */
  rates: string | null;
  onClose: () => void;
}

/** One aha opened: the trained trace with its three marks, the base model on the same problem, and why it counts. */
export function AhaDetail({ event, replay, who, evaluations, rates, onClose }: AhaDetailProps) {
  const words = useMemo(() => completionWords(event), [event]);
  const callouts = useMemo(() => ahaCallouts(event), [event]);
  return (
    <div className="aha-detail">
      <div className="aha-opened">
        <p className="aha-problem">{problemText(event.problem)}</p>
        <Button className="quiet" onPress={onClose}>
          Close
        </Button>
      </div>
      <div className="aha-grid">
        <div>
          <h3>Trained, step {counted(event.step)}</h3>
          <Trace
            words={words}
            behaviour={event.behaviour}
            label={`Trained model, step ${event.step}`}
            layout="lines"
            callouts={callouts}
          />
          {event.step === 1 && (
            <p className="aha-soft">
              Answers of step 1 are sampled before the first update: this is still the base model, which finds such
              turns now and then.
            </p>
          )}
          {callouts.length > 0 && (
            <p className="aha-key">
              {callouts.map(({ number, label }) => (
                <span key={number}>
                  <span className={`callout c${number}`}>{number}</span>
                  {label}
                </span>
              ))}
            </p>
          )}
        </div>
        <div>
          <h3>{who} on the same problem</h3>
          <BaseReplay key={event.id} replay={replay} who={who} />
        </div>
        <div>
          <h3>Why this counts</h3>
          <p className="aha-why">{whyText(event, words)}</p>
          <p className="aha-soft">Checked by recomputing every line, not by looking for the word "wait".</p>
          <p className="aha-soft">{baseWordsText(evaluations)}</p>
          {rates && <p className="aha-soft">{rates}</p>}
        </div>
      </div>
    </div>
  );
}
