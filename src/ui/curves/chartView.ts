import uPlot from "uplot";
import type { Lab } from "../../store/lab.types.ts";
import { stepTicks, valueAxis, type Axis } from "./axis.ts";
import { colour } from "./canvasColours.ts";
import { chartLines, type ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { chartSummary } from "./chartSummary.ts";
import { curvesOf, rightPadding, seriesOptions, type Curve } from "./curve.ts";
import { drawExtras } from "./drawExtras.ts";
import { joinLines } from "./joinLines.ts";
import { readoutText, recordedReadout } from "./readoutText.ts";
import { upTo } from "./upTo.ts";
import { tickText } from "./valueText.ts";
import "uplot/dist/uPlot.min.css";

interface ChartViewOptions {
  host: HTMLElement;
  lab: Lab;
  smoothing: number;
  /** Big enough for labels of everything and more ticks. */
  tall: boolean;
  /** `step` only while the crosshair is on the chart. */
  onReadout: (text: string, step: string) => void;
  onSummary: (text: string) => void;
}

const SUMMARY_INTERVAL = 3_000; // ms

/**
 * A chart on its canvas, outside React: it listens to the series and the run, and draws at most once a frame. The text summary
 * follows more slowly, it is for reading.
 */
export class ChartView {
  lines: ChartLine[] = [];
  curves: Curve[] = [];
  axis: Axis = { min: 0, max: 1, ticks: [0, 1] };
  #plot: uPlot | null = null;
  #structure = "";
  #frame = 0;
  #summaryTimer: ReturnType<typeof setTimeout> | null = null;
  #stop: (() => void)[] = [];
  #inView = true;
  #stale = false;

  constructor(
    public spec: ChartSpec,
    readonly options: ChartViewOptions,
  ) {
    const { lab, host } = options;
    const resize = new ResizeObserver(() => this.#resize());
    resize.observe(host);
    // Most charts of a tall page are out of sight, and drawing them would cost what the visible ones need.
    const sight = new IntersectionObserver(
      ([entry]) => {
        this.#inView = entry?.isIntersecting ?? true;
        if (this.#inView && this.#stale) this.invalidate();
      },
      { rootMargin: "200px 0px" },
    );
    sight.observe(host);
    this.#stop = [
      () => resize.disconnect(),
      () => sight.disconnect(),
      lab.series.subscribe(() => this.invalidate()),
      lab.run.subscribe((now, before) => {
        const seen = [
          "evaluations",
          "earlierRuns",
          "recordedRun",
          "selectedStep",
          "followLatest",
          "budget",
          "config",
        ] as const;
        if (seen.some((key) => now[key] !== before[key])) this.invalidate();
      }),
    ];
    this.#update();
  }

  set smoothing(weight: number) {
    this.options.smoothing = weight;
    this.invalidate();
  }

  get plot(): uPlot | null {
    return this.#plot;
  }

  /** Steps on the horizontal axis. */
  get lastStep(): number {
    const { budget, step } = this.options.lab.run.getState();
    return Math.max(budget, step, 1);
  }

  /** Draws again in the next frame, or when the chart comes into view. */
  invalidate(): void {
    this.#stale = !this.#inView;
    if (this.#stale) return this.#summarise();
    this.#frame ||= requestAnimationFrame(() => this.#update());
  }

  /** After a change of theme or of the canvas's resolution. */
  redraw(): void {
    this.#plot?.redraw(false, true);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    if (this.#summaryTimer) clearTimeout(this.#summaryTimer);
    for (const stop of this.#stop) stop();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #update(): void {
    this.#frame = 0;
    const { lab, tall, smoothing } = this.options;
    this.lines = chartLines(this.spec, { series: lab.series, ...lab.run.getState() });
    // A longer run of before must not stretch the axes of this one.
    const drawn = this.lines.map((line) => (line.role === "live" ? line : upTo(line, this.lastStep)));
    this.curves = drawn.flatMap((line) => curvesOf(line, smoothing));
    this.axis = valueAxis(this.spec, drawn, tall ? 4 : 3);
    const structure = this.curves
      .map(({ line, kind }) => `${line.role} ${kind} ${line.spec.metric} ${line.label}`)
      .join("\n");
    const data = joinLines(this.curves.map(({ line, values }) => ({ steps: line.steps, values })));
    if (this.#plot && structure === this.#structure) this.#plot.setData(data);
    else this.#build(data);
    this.#structure = structure;
    this.readout();
    this.#summarise();
  }

  #summarise(): void {
    const { lab } = this.options;
    this.#summaryTimer ??= setTimeout(
      () => {
        this.#summaryTimer = null;
        this.lines = chartLines(this.spec, { series: lab.series, ...lab.run.getState() });
        this.options.onSummary(chartSummary(this.spec, this.lines));
      },
      this.#plot && this.lines.some(({ values }) => values.length > 1) ? SUMMARY_INTERVAL : 0,
    );
  }

  /** Values under the crosshair, or the latest. */
  readout(): void {
    const { idx } = this.#plot?.cursor ?? {};
    const step = idx === null || idx === undefined ? null : (this.#plot?.data[0][idx] ?? null);
    const reached = Math.max(
      ...this.lines.map(({ role, steps }) => (role === "live" ? (steps[steps.length - 1] ?? -1) : -1)),
    );
    // Beyond the end of the run its last values are not the values of that step.
    const own = step !== null && step > reached ? "" : readoutText(this.spec, this.lines, step);
    // At rest there is only room for it on the large chart.
    const text = own || (step === null && !this.options.tall) ? own : recordedReadout(this.spec, this.lines, step);
    this.options.onReadout(text, step === null ? "" : `step ${step}`);
  }

  #build(data: uPlot.AlignedData): void {
    const { host, lab } = this.options;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#plotOptions(), data, host);
    const { over } = this.#plot;
    over.addEventListener("click", () => {
      const step = this.#plot?.posToVal(this.#plot.cursor.left ?? -1, "x");
      if (step !== undefined && step >= 0) lab.actions.selectStep(Math.round(step));
    });
  }

  #plotOptions(): uPlot.Options {
    const { host, tall } = this.options;
    const family = getComputedStyle(document.body).fontFamily;
    // Whole pixels: uPlot scales the first number that it finds.
    const font = `11px ${family}`;
    const { unit } = this.spec;
    return {
      width: Math.max(120, host.clientWidth),
      height: host.clientHeight,
      padding: [8, (plot) => rightPadding(plot, this.curves, this.spec, tall), 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: "aha-lab", setSeries: false, scales: ["x", null] },
        points: { size: (_, i) => (this.#isMain(i) ? 7 : 0), width: 1.5, fill: () => colour("panel") },
      },
      scales: {
        x: { time: false, range: () => [0, this.lastStep] },
        y: { range: () => [this.axis.min, this.axis.max] },
      },
      axes: [
        {
          stroke: () => colour("soft"),
          font,
          size: 24,
          gap: 4,
          grid: { show: false },
          ticks: { show: false },
          splits: () => stepTicks(this.lastStep),
          values: (_, splits) => splits.map((step, i) => (i === splits.length - 1 ? `step ${step}` : String(step))),
        },
        {
          stroke: () => colour("soft"),
          font,
          size: unit === "share" ? 46 : 38,
          gap: 6,
          ticks: { show: false },
          grid: { stroke: () => colour("line"), width: 1 },
          splits: () => this.axis.ticks,
          values: (_, splits) => splits.map((value) => tickText(value, unit)),
        },
      ],
      series: [{}, ...this.curves.map(seriesOptions)],
      hooks: {
        draw: [(plot) => drawExtras(plot, this, family)],
        setCursor: [() => this.readout()],
      },
    };
  }

  #isMain(seriesIndex: number): boolean {
    const curve = this.curves[seriesIndex - 1];
    return curve !== undefined && curve.line.role === "live" && curve.kind !== "raw";
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.options.host;
    if (this.#plot && width > 0 && (width !== this.#plot.width || height !== this.#plot.height))
      this.#plot.setSize({ width, height });
  }
}
