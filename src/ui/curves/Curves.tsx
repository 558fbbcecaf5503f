import { useEffect, useMemo, useState } from "react";
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";
import { Headline } from "../headline/Headline.tsx";
import { useLab, useRun } from "../useLab.ts";
import { forgetColours } from "./canvasColours.ts";
import { CHARTS, Chart } from "./Chart.tsx";
import { accuracyChart, smallCharts } from "./chartSpec.ts";
import { LengthControl } from "./LengthControl.tsx";
import { ReadingHelp } from "./ReadingHelp.tsx";
import { WordsNote } from "../headline/WordsNote.tsx";
import "./curves.css";

/** The result in words, the main chart, and what happened underneath. */
export function Curves() {
  const [smoothing, setSmoothing] = useState(0.7);
  const config = useRun((run) => run.config);
  const main = useMemo(() => accuracyChart(config.evalSamples), [config.evalSamples]);
  const small = useMemo(() => smallCharts(config), [config]);
  useRedrawOnTheme();
  return (
    <>
      <section className="panel curves-main" aria-label="Result">
        <Headline />
        <Chart spec={main} smoothing={smoothing} tall tools={<ReadingHelp />} />
      </section>
      <div className="curves-bar">
        <p>Click or tap a curve for the answers of that step.</p>
        <Slider
          className="smoothing"
          value={smoothing}
          onChange={setSmoothing}
          minValue={0}
          maxValue={0.95}
          step={0.05}
        >
          <Label>Smoothing</Label>
          <SliderTrack className="smoothing-track">
            {({ state }) => (
              <>
                <span className="smoothing-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
                <SliderThumb className="smoothing-thumb" />
              </>
            )}
          </SliderTrack>
          <SliderOutput className="smoothing-value">{smoothing === 0 ? "off" : smoothing.toFixed(2)}</SliderOutput>
        </Slider>
      </div>
      <section className="curves-grid" aria-label="Curves">
        {small.map((spec) => (
          <div key={spec.id} className="panel chart-card">
            <Chart spec={spec} smoothing={smoothing}>
              {spec.id === "length" && <LengthControl />}
              {spec.id === "reflection" && <WordsNote />}
            </Chart>
          </div>
        ))}
      </section>
    </>
  );
}

/** Canvases do not follow CSS variables by themselves. */
function useRedrawOnTheme(): void {
  const { theme } = useLab();
  useEffect(() => {
    const redraw = (): void => {
      forgetColours();
      for (const chart of CHARTS) chart.redraw();
    };
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    query.addEventListener("change", redraw);
    const stop = theme.subscribe(redraw);
    return () => {
      query.removeEventListener("change", redraw);
      stop();
    };
  }, [theme]);
}
