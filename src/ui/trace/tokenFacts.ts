import type { CompletionView } from "../../protocol/messages.ts";
import { fixed, short, signed } from "./numberText.ts";

/** One line of the token tooltip. */
export interface TokenFact {
  name: string;
  value: string;
}

const probability = (logProb: number): string => {
  const p = Math.exp(logProb);
  return p > 0.9995 ? "above 0.999" : p < 0.001 ? short(p) : fixed(p, 3);
};

/**
 * Everything measured about one token, in the order in which it happened. Quantities that were not measured are left
 * out.
 */
export function tokenFacts(view: CompletionView, index: number): TokenFact[] {
  const facts: TokenFact[] = [];
  const add = (name: string, value: number | undefined, text: (value: number) => string): void => {
    if (value !== undefined && Number.isFinite(value)) facts.push({ name, value: text(value) });
  };
  add("probability when sampled", view.oldLogProbs[index], probability);
  add("probability at the update", view.logProbs[index], probability);
  const clipped = view.clipped[index];
  const note = clipped === 1 ? ", clipped above" : clipped === -1 ? ", clipped below" : "";
  add("ratio", view.ratios[index], (ratio) => `${fixed(ratio, 3)}${note}`);
  add("entropy", view.entropies[index], (entropy) => `${fixed(entropy, 3)} nats`);
  add("KL to the base", view.kl?.[index], (kl) => `${kl < 0.0005 ? "below 0.001" : fixed(kl, 3)} nats`);
  add("log-prob change", view.logProbChange?.[index], (change) => `${signed(change, 3)} nats`);
  add("advantage", view.advantage, (advantage) => signed(advantage, 2));
  return facts;
}
