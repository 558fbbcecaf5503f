import { describe, expect, it } from "vitest";
import { presetConfig } from "../../../src/store/urlHash.ts";
import { SeriesStore } from "../../../src/store/series.ts";
import { diagnosis } from "../../../src/ui/headline/diagnosis.ts";

const plain = (text: string | null): string | null => text && text.replaceAll("\u00a0", " ");

/** A run whose metrics go evenly from the first to the second value. */
function run(metrics: Record<string, [number, number]>, steps = 30) {
  const series = new SeriesStore();
  for (let step = 1; step <= steps; step++) {
    const at = (step - 1) / (steps - 1);
    const mixed = Object.entries(metrics).map(([name, [from, to]]) => [name, from + (to - from) * at]);
    series.append({ step, metrics: { reward: 0.5, ...Object.fromEntries(mixed) } });
  }
  return (metric: string) => series.get(metric);
}

describe("diagnosis", () => {
  it("explains format won first, from measured values", () => {
    const get = run({
      "rewards/format/mean": [0.5, 0.99],
      "completions/mean_length": [24, 10],
      "rewards/accuracy/mean": [0.16, 0.15],
    });
    const why = plain(diagnosis(get, presetConfig("format-first")));
    expect(why).toMatch(/^The format was won first: 9\d % .* from 23 to 11 tokens and 15 % are right/);
    expect(why).toContain("earn 0.5, a right answer 0.1");
  });

  it("explains broken arithmetic", () => {
    const get = run({ "behaviour/arithmetic_errors": [0.05, 2], "rewards/accuracy/mean": [0.4, 0.02], kl: [0.1, 6] });
    const why = plain(diagnosis(get, presetConfig("too-hot")));
    expect(why).toMatch(/^The arithmetic broke: 1.9 wrong sums an answer, 0.2 at the start/);
    expect(why).toContain("learning rate is 0.001");
    expect(why).toContain("nats a token away");
  });

  it("sees broken arithmetic before accuracy has fallen far, but not where only longer answers err more", () => {
    const errors: [number, number] = [0.05, 2];
    const hot = run({ "behaviour/arithmetic_errors": errors, "rewards/accuracy/mean": [0.33, 0.25] });
    expect(diagnosis(hot, presetConfig("too-hot"))).toMatch(/^The arithmetic broke/);
    const fine = run({ "behaviour/arithmetic_errors": errors, "rewards/accuracy/mean": [0.2, 0.7] });
    expect(diagnosis(fine, presetConfig("r1-zero"))).toBeNull();
  });

  it("raises the alarm when most answers are cut off", () => {
    expect(
      plain(
        diagnosis(
          run({ "completions/clipped_ratio": [0.6, 0.8], "rewards/accuracy/mean": [0, 0] }),
          presetConfig("r1-zero"),
        ),
      ),
    ).toMatch(/cut off at 112 tokens/);
  });

  it("is silent about a healthy run, about too few steps and about what was not measured", () => {
    const healthy = {
      "rewards/format/mean": [0.5, 0.95],
      "completions/mean_length": [24, 47],
      "rewards/accuracy/mean": [0.17, 0.72],
      "behaviour/arithmetic_errors": [0.1, 0.05],
    } satisfies Record<string, [number, number]>;
    expect(diagnosis(run(healthy), presetConfig("r1-zero"))).toBeNull();
    expect(diagnosis(run({ "completions/clipped_ratio": [0.9, 0.9] }, 5), presetConfig("r1-zero"))).toBeNull();
    expect(diagnosis(run({}), presetConfig("too-hot"))).toBeNull();
  });
});
