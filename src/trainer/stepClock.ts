import type { Policy, PolicyTimings } from "../engine/policy.ts";
import type { Metrics } from "../protocol/messages.ts";

type Phase = keyof PolicyTimings;

const METRICS: Readonly<Record<Phase, string>> = {
  prefill: "timing/prefill",
  decode: "timing/decode",
  logProbs: "timing/log_probs",
  forward: "timing/forward",
  backward: "timing/backward",
  optimizer: "timing/optimizer",
  readBack: "timing/read_back",
};
const REWARD = "timing/reward";
const IDLE = "timing/idle";
const PHASES: readonly Phase[] = ["prefill", "decode", "logProbs", "forward", "backward", "optimizer", "readBack"];

/** Names of what a step's time is divided into; together they make up its step_time. */
export const PHASE_METRICS: readonly string[] = [...Object.values(METRICS), REWARD, IDLE];

/** The time of one step by what it was spent on. What happens while the step waits at a pause point is none of its time. */
export class StepClock {
  private readonly start = performance.now();
  private readonly before: PolicyTimings;
  private waited = 0; // ms
  private rewarding = 0; // s
  /** Seconds that the policy worked for others, at pause points. */
  private readonly elsewhere: PolicyTimings;

  constructor(private readonly policy: Policy) {
    this.before = policy.timings();
    this.elsewhere = timingsOf(() => 0);
  }

  async pause(wait: () => Promise<void>): Promise<void> {
    const start = performance.now();
    const before = this.policy.timings();
    try {
      await wait();
    } finally {
      const after = this.policy.timings();
      for (const name of PHASES) this.elsewhere[name] += after[name] - before[name];
      this.waited += performance.now() - start;
    }
  }

  /** @param seconds spent on judging and scoring */
  rewarded(seconds: number): void {
    this.rewarding += seconds;
  }

  /** Seconds of the step so far, and their parts. */
  read(): { seconds: number; metrics: Metrics } {
    const seconds = (performance.now() - this.start - this.waited) / 1000;
    const now = this.policy.timings();
    const spent = timingsOf((name) => Math.max(0, now[name] - this.before[name] - this.elsewhere[name]));
    const metrics: Metrics = { [REWARD]: this.rewarding };
    for (const name of PHASES) metrics[METRICS[name]] = spent[name];
    const busy = Object.values(metrics).reduce((sum, value) => sum + value, 0);
    return { seconds, metrics: { ...metrics, [IDLE]: Math.max(0, seconds - busy) } };
  }
}

const timingsOf = (value: (name: Phase) => number): PolicyTimings => ({
  prefill: value("prefill"),
  decode: value("decode"),
  logProbs: value("logProbs"),
  forward: value("forward"),
  backward: value("backward"),
  optimizer: value("optimizer"),
  readBack: value("readBack"),
});
