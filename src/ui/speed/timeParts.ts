export interface TimePart {
  /** Metric with the seconds of one step. */
  metric: string;
  name: string;
  /** What it is, for who does not know the name. */
  meaning: string;
  /** Making the answers, scoring them, changing the model, or none of these. */
  family: "sampling" | "scoring" | "updating" | "rest";
}

/** Where one step's time goes, in the order of the step. */
export const TIME_PARTS: readonly TimePart[] = [
  { metric: "timing/prefill", name: "prefill", meaning: "reading the questions", family: "sampling" },
  { metric: "timing/decode", name: "decode", meaning: "writing the answers, token by token", family: "sampling" },
  { metric: "timing/reward", name: "reward", meaning: "checking the answers", family: "scoring" },
  {
    metric: "timing/log_probs",
    name: "log-probs",
    meaning: "scoring the answers without learning from them",
    family: "scoring",
  },
  { metric: "timing/forward", name: "forward", meaning: "from tokens to the loss", family: "updating" },
  { metric: "timing/backward", name: "backward", meaning: "from the loss to the gradients", family: "updating" },
  { metric: "timing/optimizer", name: "optimiser", meaning: "from the gradients to new weights", family: "updating" },
  { metric: "timing/read_back", name: "read-back", meaning: "waiting for values from the GPU", family: "rest" },
  { metric: "timing/idle", name: "idle", meaning: "everything else: bookkeeping, messages, waiting", family: "rest" },
];
