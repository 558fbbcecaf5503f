import type { Behaviour, BehaviourCounts } from "../world/behaviour.types.ts";

/** The counts of a behaviour, without its trace. */
export const behaviourCounts = (behaviour: Behaviour): BehaviourCounts => ({
  attempts: behaviour.attempts,
  backtracks: behaviour.backtracks,
  reflections: behaviour.reflections,
  aha: behaviour.aha,
  superficial: behaviour.superficial,
  wrongVerdicts: behaviour.wrongVerdicts,
});
