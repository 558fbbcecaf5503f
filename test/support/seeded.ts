import type { Metrics } from "../../src/protocol/messages.ts";
import { TIMING_METRICS } from "../../src/trainer/stepMetrics.ts";

/** The metrics that the seed decides, without those of the clock. */
export const seeded = (metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !TIMING_METRICS.includes(name)));
