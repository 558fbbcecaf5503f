import { useCallback, useEffect, useId, useRef, useState, type ReactNode, type Ref } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, ToggleButton } from "react-aria-components";
import { useLab } from "../useLab.ts";
import { ChartTable } from "./ChartTable.tsx";
import { chartCsv } from "./chartTable.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { ChartView } from "./chartView.ts";
import { chartPng } from "./exportChart.ts";
import { saveFile } from "./saveFile.ts";

interface ChartProps {
  spec: ChartSpec;
  smoothing: number;
  tall?: boolean;
  /** Before the buttons of the chart. */
  tools?: ReactNode;
  /** Stands below the plot. */
  children?: ReactNode;
}

/** A chart with its name, the values under the crosshair, a table of the same numbers, and files to take along. */
export function Chart({ spec, smoothing, tall = false, tools, children }: ChartProps) {
  const lab = useLab();
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const view = useRef<ChartView | null>(null);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const firstSmoothing = useRef(smoothing);

  useEffect(() => {
    if (!host.current) return;
    const chart = new ChartView(spec, {
      host: host.current,
      lab,
      tall,
      smoothing: firstSmoothing.current,
      onReadout: (text, step) => {
        const [values, at] = readout.current?.children ?? [];
        if (values && values.textContent !== text) values.textContent = text;
        if (at && at.textContent !== step) at.textContent = step;
      },
      onSummary: (text) => {
        if (summary.current) summary.current.textContent = text;
      },
    });
    view.current = chart;
    CHARTS.add(chart);
    return () => {
      CHARTS.delete(chart);
      chart.destroy();
      view.current = null;
    };
  }, [spec, lab, tall]);

  useEffect(() => {
    firstSmoothing.current = smoothing;
    if (view.current) view.current.smoothing = smoothing;
  }, [smoothing]);

  const lines = useCallback(() => view.current?.lines ?? [], []);
  const save = async (kind: string): Promise<void> => {
    if (!view.current) return;
    const { config, step } = lab.run.getState();
    const name = `aha-lab-${spec.id}-seed-${config.seed}-step-${step}`;
    if (kind === "csv") saveFile(`${name}.csv`, new Blob([chartCsv(view.current.lines)], { type: "text/csv" }));
    else
      saveFile(
        `${name}.png`,
        await chartPng(view.current, `Aha Lab, preset ${config.preset}, seed ${config.seed}, step ${step}`),
      );
  };

  return (
    <figure className={tall ? "chart tall" : "chart"} aria-labelledby={`${id}-title`} data-chart={spec.id}>
      <figcaption className="chart-head">
        <h3 id={`${id}-title`} className={tall ? "visually-hidden" : ""}>
          {spec.title}
        </h3>
        {tall && <Readout ref={readout} />}
        <div className="chart-tools">
          {tools}
          <ToggleButton
            className="text-button"
            isSelected={asTable}
            onChange={setAsTable}
            aria-label={`${spec.title} as a table`}
          >
            Table
          </ToggleButton>
          <MenuTrigger>
            <Button className="text-button" aria-label={`Save ${spec.title}`}>
              Save
            </Button>
            <Popover className="popover" placement="bottom end">
              <Menu className="menu" aria-label={`Save ${spec.title}`} onAction={(key) => void save(String(key))}>
                <MenuItem id="png" className="menu-item">
                  <span>Picture, PNG</span>
                </MenuItem>
                <MenuItem id="csv" className="menu-item">
                  <span>Numbers, CSV</span>
                </MenuItem>
              </Menu>
            </Popover>
          </MenuTrigger>
        </div>
      </figcaption>
      {!tall && <Readout ref={readout} />}
      <p className="visually-hidden">{spec.meaning}</p>
      <p ref={summary} className="visually-hidden" />
      <div className="chart-place">
        <div
          ref={host}
          className="chart-plot"
          aria-hidden="true"
          style={{ visibility: asTable ? "hidden" : "visible" }}
        />
        {asTable && <ChartTable spec={spec} lines={lines} />}
      </div>
      {children}
    </figure>
  );
}

/** The values under the crosshair and its step; filled by the chart itself, many times a second. */
const Readout = ({ ref }: { ref: Ref<HTMLParagraphElement> }) => (
  <p ref={ref} className="chart-readout" aria-hidden="true">
    <span />
    <span />
  </p>
);

/** Every chart on the page, to be drawn again when the colours change. */
export const CHARTS = new Set<ChartView>();
