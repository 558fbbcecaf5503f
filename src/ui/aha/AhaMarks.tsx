import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { AhaEvent } from "../../protocol/messages.ts";
import { ahaLine } from "./ahaText.ts";
import { axisSteps, marksPath, nearestMark, timelineMarks } from "./timelineGeometry.ts";
import { timelineKey } from "./timelineKeys.ts";
import { useWidth } from "./useWidth.ts";

interface AhaMarksProps {
  /** In order of step. */
  ahas: readonly AhaEvent[];
  /** Right end of the axis. */
  lastStep: number;
  selected: string | null;
  onOpen: (id: string) => void;
}

const BASE = 46;
const TALL = 38;
const EDGE = 8;

/**
 * Every aha as a mark on the step axis: one path, one tab stop. Arrows move from mark to mark, Enter or a click opens
 * one.
 */
export function AhaMarks({ ahas, lastStep, selected, onOpen }: AhaMarksProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 600);
  // By id, not by index: marks are thinned and added while somebody looks.
  const [cursorId, setCursorId] = useState<string | null>(null);
  const marks = useMemo(() => timelineMarks(ahas, lastStep, width - 2 * EDGE, TALL), [ahas, lastStep, width]);
  const path = useMemo(() => marksPath(marks, BASE), [marks]);
  const indexOf = (id: string | null): number => (id === null ? -1 : ahas.findIndex((aha) => aha.id === id));
  const chosen = indexOf(selected);
  const cursor = Math.max(indexOf(cursorId), cursorId === null ? chosen : -1);
  const event = ahas[cursor];

  const at = ({ clientX }: PointerEvent): AhaEvent | undefined => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return ahas[nearestMark(marks, clientX - left - EDGE)];
  };
  const press = (key: KeyboardEvent): void => {
    if (key.key === "Enter" || key.key === " ") {
      key.preventDefault();
      if (event) onOpen(event.id);
      return;
    }
    const next = timelineKey(key.key, cursor, ahas.length);
    if (next === null) return;
    key.preventDefault();
    setCursorId(ahas[next]?.id ?? null);
  };
  const line = (index: number, className: string) => {
    const mark = marks[index];
    return mark && <line className={className} x1={mark.x} x2={mark.x} y1={BASE + 4} y2={BASE - mark.height - 4} />;
  };
  return (
    <div
      ref={box}
      className="aha-marks"
      role="slider"
      tabIndex={0}
      aria-label="Aha moments by step; arrow keys move from mark to mark, Enter opens one"
      aria-valuemin={1}
      aria-valuemax={ahas.length}
      aria-valuenow={Math.max(1, cursor + 1)}
      aria-valuetext={event ? ahaLine(event) : `${ahas.length} marks, none chosen`}
      onKeyDown={press}
      onPointerMove={(move) => setCursorId(at(move)?.id ?? null)}
      onPointerLeave={() => setCursorId(null)}
      onBlur={() => setCursorId(null)}
      onClick={() => event && onOpen(event.id)}
      onPointerDown={(down) => setCursorId(at(down)?.id ?? null)}
    >
      <svg width={width} height={68} aria-hidden="true">
        <g transform={`translate(${EDGE} 0)`}>
          <path className="aha-path" d={path} />
          {line(chosen, "aha-chosen")}
          {line(cursor, "aha-cursor")}
          <line className="aha-axis" x1={0} x2={width - 2 * EDGE} y1={BASE + 0.5} y2={BASE + 0.5} />
          {axisSteps(lastStep, width < 500 ? 3 : 6).map((step, i, all) => (
            <text
              key={step}
              x={((width - 2 * EDGE) * step) / Math.max(1, lastStep)}
              y={BASE + 18}
              textAnchor={i === 0 ? "start" : i === all.length - 1 ? "end" : "middle"}
            >
              {i === all.length - 1 ? `step ${step}` : step}
            </text>
          ))}
        </g>
      </svg>
      <p className="aha-caption">
        {event
          ? `${ahaLine(event)}${cursor === chosen ? ", open below" : ""}`
          : "A mark is the taller the more attempts it took."}
      </p>
    </div>
  );
}
