import { useId } from "react";
import { REASON_RANGES } from "../../store/reasonHash.ts";
import { fixed } from "../trace/numberText.ts";
import { SettingSlider } from "./SettingSlider.tsx";
import { useReason, useReasonActions } from "./useReason.ts";
import { WordList } from "./WordList.tsx";
import "../recipe/setting.css";

/** Temperature, top-p, budget, samples and seed, each with what it does; and the words that there are. */
export function SamplingSettings() {
  const { temperature, topP, budget, samples, seed } = useReason(({ link }) => link);
  const { set } = useReasonActions();
  const titleId = useId();
  return (
    <section className="panel reason-settings" aria-labelledby={titleId}>
      <h2 id={titleId}>How tokens are drawn</h2>
      <SettingSlider
        label="Temperature"
        hint={
          temperature === 0
            ? "0: always the most probable token, whatever the seed."
            : "Low: the probable tokens even more often. High: more variety and more slips. 1: as trained."
        }
        values={TEMPERATURES}
        value={temperature}
        text={(value) => (value === 0 ? "0" : fixed(value))}
        onChange={(value) => set({ temperature: value })}
      />
      <SettingSlider
        label="Top-p"
        hint={
          topP === 1
            ? "1: any token can be drawn."
            : "Only the most probable tokens that together reach this share can be drawn."
        }
        values={TOP_PS}
        value={topP}
        text={fixed}
        onChange={(value) => set({ topP: value })}
      />
      <SettingSlider
        label="Budget"
        unit="tokens"
        hint="An answer that is longer is cut off."
        values={BUDGETS}
        value={budget}
        text={String}
        onChange={(value) => set({ budget: value })}
      />
      <SettingSlider
        label="Samples of a vote"
        hint="So many answers by chance; the most frequent one wins."
        values={SAMPLES}
        value={samples}
        text={String}
        onChange={(value) => set({ samples: value })}
      />
      <SettingSlider
        label="Seed"
        hint="The same problem, checkpoint and seed give the same text."
        values={SEEDS}
        value={seed}
        text={String}
        onChange={(value) => set({ seed: value })}
      />
      <details className="reason-details">
        <summary>Words that can be read</summary>
        <WordList />
      </details>
    </section>
  );
}

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => Math.round((from + i * by) * 100) / 100);

const { temperature, topP, samples } = REASON_RANGES;
const TEMPERATURES = [0, ...steps(temperature.min, temperature.max, temperature.step)];
const TOP_PS = steps(topP.min, topP.max, topP.step);
const BUDGETS = [8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 200, 240, 280, 320, 360, 400];
const SAMPLES = steps(samples.min, samples.max, samples.step);
const SEEDS = steps(1, 100, 1);
