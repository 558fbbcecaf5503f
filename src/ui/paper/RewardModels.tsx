import type { RewardModelKind, RewardModelReport } from "../../protocol/pipeline.ts";
import { EQUALLY_HELPFUL } from "../../world/general/equallyHelpful.ts";
import { PREFERENCE_RULES } from "../../world/general/rules.ts";
import { counted, fixed, percent } from "../trace/numberText.ts";
import { rangeText } from "./intervalText.ts";

const KINDS: Readonly<Record<RewardModelKind, { name: string; reads: string; right: string }>> = {
  helpful: {
    name: "Helpfulness",
    reads:
      "Trained on pairs with a scalar head. Reads only the prompt and the summary: the thinking does not change its score.",
    right: "held-out pairs in the right order",
  },
  harmless: {
    name: "Harmlessness",
    reads:
      "Trained on single answers. Reads everything, the thinking too: an insult or a leaked secret counts wherever it stands. They were not made in pairs that differ in the number alone, so another number may look to it like the secret.",
    right: "held-out answers judged right",
  },
  generative: {
    name: "Generative judge",
    reads: "A small language model that reads question, reference and answer and writes its verdict.",
    right: "held-out answers judged right",
  },
};

/** The reward models of a stage: what each reads, how good it is on data it was never trained on. */
export function RewardModels({ models }: { models: readonly RewardModelReport[] }) {
  const preferences = models.some(({ kind }) => kind !== "generative");
  return (
    <section className="panel paper-part" aria-label="Reward models">
      <h4>{models.length === 1 ? "Reward model" : "Reward models"}</h4>
      <div className="reward-models">
        {models.map((model) => (
          <RewardModel key={model.kind} model={model} />
        ))}
      </div>
      {preferences && <PreferenceRules />}
    </section>
  );
}

function RewardModel({ model }: { model: RewardModelReport }) {
  const { kind, shape, accuracy, heldOut, trainedOn, examples } = model;
  const { name, reads, right } = KINDS[kind] ?? KINDS.generative;
  return (
    <article className="reward-model">
      <h5>{name}</h5>
      <p className="reward-model-figure">
        <b>{percent(accuracy.value)}</b> <small>{rangeText(accuracy, "share")}</small> of {counted(heldOut)} {right}
      </p>
      <p className="paper-note">
        {reads} Trained on {counted(trainedOn)} examples; {shape.width} wide, {shape.layers} layers.
      </p>
      {examples.length > 0 && (
        <details className="paper-details">
          <summary>{examples.length === 1 ? "1 held-out example" : `${examples.length} held-out examples`}</summary>
          <ul className="preference-examples">
            {examples.map(({ prompt, better, worse, betterScore, worseScore, right: isRight }, i) => (
              // Examples may be equal and never change places.
              <li key={i}>
                <p className="example-prompt">
                  {prompt}
                  <small>{isRight ? "judged right" : "judged wrong"}</small>
                </p>
                <p>
                  <b>{fixed(betterScore)}</b> {better} {worse !== undefined && <small>preferred</small>}
                </p>
                {worse !== undefined && (
                  <p>
                    <b>{worseScore === undefined ? "" : fixed(worseScore)}</b> {worse} <small>not preferred</small>
                  </p>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

const PreferenceRules = () => (
  <div className="preference-rules">
    <h5>Where the preferences come from</h5>
    <p className="paper-note">
      No person judged anything here. A labeller made of rules prefers one answer of a pair, and the reward models are
      held against that labeller. The truth, which the chart below shows, is these rules alone:
    </p>
    <ul>
      {PREFERENCE_RULES.map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
    </ul>
    <p className="paper-note">
      The labeller has one taste that the truth does not share: of two answers whose truths differ by at most{" "}
      {EQUALLY_HELPFUL}, it prefers the one with more polite words, flattery included. That is planted: it is what a
      policy can exploit.
    </p>
  </div>
);
