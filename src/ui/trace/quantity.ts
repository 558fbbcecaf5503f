import type { CompletionView } from "../../protocol/messages.ts";

export type QuantityId = "plain" | "advantage" | "logProbChange" | "ratio" | "entropy" | "kl" | "probability";

export interface Quantity {
  id: QuantityId;
  label: string;
  /** One sentence: what a strongly coloured token means. */
  meaning: string;
  unit: string;
  /** Diverging: zero (or one, for ratios) is plain and there are two sides; sequential: stronger means more. */
  kind: "none" | "diverging" | "sequential";
  low: string;
  high: string;
}

/** What tokens can be coloured by; the order is that of the menu. */
export const QUANTITIES: readonly Quantity[] = [
  { id: "plain", label: "nothing", meaning: "", unit: "", kind: "none", low: "", high: "" },
  {
    id: "advantage",
    label: "advantage",
    unit: "",
    kind: "diverging",
    low: "discouraged",
    high: "reinforced",
    meaning:
      "One value for the whole answer: its reward against the group's mean. Every token of it is pushed that way.",
  },
  {
    id: "logProbChange",
    label: "log-prob change",
    unit: "nats",
    kind: "diverging",
    low: "less likely",
    high: "more likely",
    meaning: "How far this step's whole update moved the log-probability of the token.",
  },
  {
    id: "ratio",
    label: "ratio and clipping",
    unit: "",
    kind: "diverging",
    low: "less likely",
    high: "more likely",
    meaning:
      "Probability when the update read the token, divided by the probability when it was sampled. A small triangle marks a clipped token: it got no push.",
  },
  {
    id: "entropy",
    label: "entropy",
    unit: "nats",
    kind: "sequential",
    low: "sure",
    high: "undecided",
    meaning: "How undecided the model was about the word at this place.",
  },
  {
    id: "kl",
    label: "KL to the base",
    unit: "nats",
    kind: "sequential",
    low: "as the base",
    high: "far from it",
    meaning: "How far the model has moved from the base model at this token (k3 estimate).",
  },
  {
    id: "probability",
    label: "sampling probability",
    unit: "",
    kind: "sequential",
    low: "certain, 1",
    high: "unlikely, 0",
    meaning: "Strong colour: the token was improbable when it was sampled.",
  },
];

export const quantityOf = (id: QuantityId): Quantity =>
  QUANTITIES.find((q) => q.id === id) ?? { ...QUANTITIES[0]!, id };

/**
 * The value that is coloured, one a token, on the scale that is coloured: ratios as logarithms, probabilities as 1 - p.
 * Null when this completion has no such measurement.
 */
export function quantityValues(view: CompletionView, id: QuantityId): readonly number[] | null {
  switch (id) {
    case "plain":
      return null;
    case "advantage":
      return view.tokens.map(() => view.advantage);
    case "logProbChange":
      return view.logProbChange ?? null;
    case "ratio":
      return view.ratios.length > 0 ? view.ratios.map((ratio) => Math.log(ratio)) : null;
    case "entropy":
      return view.entropies.length > 0 ? view.entropies : null;
    case "kl":
      return view.kl ?? null;
    case "probability":
      return view.oldLogProbs.length > 0 ? view.oldLogProbs.map((logProb) => 1 - Math.exp(logProb)) : null;
  }
}
