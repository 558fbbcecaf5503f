import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { useActions, useRun } from "../useLab.ts";
import { Choice } from "../choice/Choice.tsx";
import { QUANTITIES, type QuantityId } from "../trace/quantity.ts";
import { CopyButton } from "./CopyButton.tsx";
import { GroupCard } from "./GroupCard.tsx";
import { groupAsText } from "./groupText.ts";
import { StepScrubber } from "./StepScrubber.tsx";
import { useAtMostEvery } from "./useAtMostEvery.ts";
import { WhatAStepDoes } from "./WhatAStepDoes.tsx";
import "./group.css";

const COLOURS = QUANTITIES.map(({ id, label, meaning }) => ({ value: id, label, hint: meaning }));

/** Milliseconds between two groups while the latest is followed. */
const FOLLOWING = 400;

/** The group inspector: one prompt of one step, its completions, what they earned and how the update pushed them. */
export function GroupPanel() {
  const groups = useRun((run) => run.groups);
  const selectedStep = useRun((run) => run.selectedStep);
  const selectedGroup = useRun((run) => run.selectedGroup);
  const followLatest = useRun((run) => run.followLatest);
  const groupSize = useRun((run) => run.config.groupSize);
  const prompts = useRun((run) => run.config.prompts);
  const actions = useActions();
  const [quantity, setQuantity] = useState<QuantityId>("advantage");
  const steps = useMemo(() => [...groups.keys()].sort((a, b) => a - b), [groups]);
  const step = selectedStep ?? steps.at(-1);
  const kept = step === undefined ? undefined : groups.get(step);
  const at = Math.max(0, kept?.findIndex(({ index }) => index === selectedGroup) ?? 0);
  const group = kept?.[at];
  // Hundreds of tokens: rendered in slices between other work, so that pressing and scrolling never wait for them. Steps that come
  // faster than anybody reads are passed over, or the slices would be thrown away before they are done.
  const followed = useAtMostEvery(group, FOLLOWING);
  const shown = useDeferredValue(followLatest ? followed : group);
  const shownStep = shown?.step;
  // The next step would sweep away what somebody has just unfolded.
  const read = useCallback(() => {
    if (followLatest && shownStep !== undefined) actions.selectStep(shownStep);
  }, [actions, followLatest, shownStep]);

  if (!group || !shown || !kept || step === undefined) {
    return (
      <section className="panel group-panel" aria-labelledby="group-title">
        <h2 id="group-title" className="group-heading">
          One question and its answers
        </h2>
        <WhatAStepDoes prompts={prompts} groupSize={groupSize} />
      </section>
    );
  }
  const walk = (by: number): void => {
    const next = kept[at + by];
    if (next) actions.selectGroup(next.index);
  };
  return (
    <section className="panel group-panel" aria-label="One question and its answers">
      <GroupCard group={shown} quantity={quantity} onRead={read} copy={<CopyButton text={() => groupAsText(group)} />}>
        <StepScrubber
          steps={steps}
          step={group.step}
          followLatest={followLatest}
          onSelect={(wanted) => actions.selectStep(wanted)}
        />
        <div className="group-tools">
          <div className="group-walk" role="group" aria-label="Question of this step">
            <Button
              className="quiet square"
              aria-label="Previous question"
              isDisabled={at <= 0}
              onPress={() => walk(-1)}
            >
              ‹
            </Button>
            <span title={`Of each step's questions, ${kept.length} are kept to look at`}>
              {at + 1} of {kept.length} kept
            </span>
            <Button
              className="quiet square"
              aria-label="Next question"
              isDisabled={at >= kept.length - 1}
              onPress={() => walk(1)}
            >
              ›
            </Button>
          </div>
          <Choice label="Colour by" inline value={quantity} options={COLOURS} onChange={setQuantity} />
        </div>
      </GroupCard>
    </section>
  );
}
