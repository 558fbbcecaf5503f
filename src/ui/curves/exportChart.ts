import { colour } from "./canvasColours.ts";
import type { ChartView } from "./chartView.ts";

/**
 * The chart with title, legend and source line as a PNG.
 *
 * @param source one line: which run this is
 */
export async function chartPng(view: ChartView, source: string): Promise<Blob> {
  const plot = view.plot?.ctx.canvas;
  if (!plot) throw new Error("chartPng: expected a drawn chart, got none");
  const ratio = window.devicePixelRatio;
  const [head, legendHeight, foot, edge] = [34, 24, 28, 16].map((size) => size * ratio) as [
    number,
    number,
    number,
    number,
  ];
  const canvas = document.createElement("canvas");
  canvas.width = plot.width + 2 * edge;
  canvas.height = plot.height + head + legendHeight + foot + edge;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("chartPng: expected a 2d context, got none");
  const family = getComputedStyle(document.body).fontFamily;
  ctx.fillStyle = colour("panel");
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour("ink");
  ctx.font = `600 ${15 * ratio}px ${family}`;
  ctx.fillText(view.spec.title, edge, edge / 2 + head / 2);

  ctx.font = `${12 * ratio}px ${family}`;
  let x = edge;
  const y = head + legendHeight / 2;
  const seen = new Set<string>();
  for (const { label, role, spec, values } of view.lines) {
    const name = role === "earlier" ? "earlier runs" : label;
    if (values.length === 0 || seen.has(name)) continue;
    seen.add(name);
    ctx.strokeStyle = role === "live" ? colour(spec.colour) : colour(role === "earlier" ? "soft" : "grey");
    ctx.lineWidth = (role === "earlier" ? 1 : 2.3) * ratio;
    ctx.setLineDash(role === "live" ? (spec.dash ?? []).map((size) => size * ratio) : []);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 22 * ratio, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = colour("soft");
    ctx.fillText(name, x + 28 * ratio, y);
    x += 28 * ratio + ctx.measureText(name).width + 18 * ratio;
  }
  ctx.drawImage(plot, edge, head + legendHeight);
  ctx.fillStyle = colour("soft");
  ctx.font = `${11 * ratio}px ${family}`;
  ctx.fillText(source, edge, canvas.height - foot / 2 - edge / 4);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("chartPng: the browser made no picture"))),
      "image/png",
    );
  });
}
