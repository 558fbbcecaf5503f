import type { ObjectiveSettings } from "../../src/rl/objectiveSettings.ts";
import { SETTINGS } from "./randomBatch.ts";

const RATIOS = ["token", "sequence"] as const;
export const TRUSTS = ["clip", "cispo", "sapo", "vespo", "gmpo"] as const;
export const AGGREGATES = ["sequence-mean", "token-mean", "local-token-mean", "constant", "sequence-sum-mean"] as const;
const KLS = [{}, { klCoef: 0.3 }, { klCoef: 0.3, klUnbiased: true }] as const;

/** Every ratio × trust × aggregate × KL. */
export const COMBINATIONS = RATIOS.flatMap((ratio) =>
  TRUSTS.flatMap((trust) =>
    AGGREGATES.flatMap((aggregate) =>
      KLS.map((kl): ObjectiveSettings => ({ ...SETTINGS, ratio, trust, aggregate, ...kl })),
    ),
  ),
);

/** The weight in front of the log-prob is a constant to the gradient. */
export const stopsGradient = (settings: ObjectiveSettings): boolean =>
  settings.trust === "cispo" || settings.trust === "vespo";

export const named = (settings: ObjectiveSettings): string =>
  [
    settings.ratio,
    settings.trust,
    settings.aggregate,
    settings.klUnbiased ? "unbiased kl" : settings.klCoef > 0 ? "kl" : "no kl",
  ].join(" · ");
