import type { StageId } from "../../protocol/pipeline.ts";
import { shownResult } from "../../store/paperResults.ts";
import { hashOfView } from "../../store/views.ts";
import { usePage } from "../usePage.ts";
import { usePaper, usePaperState } from "./usePaper.ts";
import { lineageOf, lineageSentence, type LineageNode } from "./lineage.ts";
import "./lineage.css";

const BOX = { width: 124, height: 40 };
const GAP = { x: 22, y: 14 };
const EDGE = 6;

const xOf = ({ column }: LineageNode): number => EDGE + column * (BOX.width + GAP.x);
const yOf = ({ row }: LineageNode): number => EDGE + row * (BOX.height + GAP.y);

/** Which checkpoint came from which data and settings; a node opens its stage. The same as a list below the drawing. */
export function LineageGraph({ chosen }: { chosen: StageId }) {
  const { views } = usePage();
  const paper = usePaper();
  const state = usePaperState((all) => all);
  const lineage = lineageOf(state);
  const shown = shownResult(state, chosen)?.id;
  const { nodes, edges, columns, rows } = lineage;
  if (nodes.length === 0) return null;
  const open = ({ stage, result }: LineageNode): void => {
    if (!stage || !result) return;
    paper.actions.choose(stage, result);
    views.replaceParameters({ stage });
  };
  const width = 2 * EDGE + columns * (BOX.width + GAP.x) - GAP.x;
  const height = 2 * EDGE + rows * (BOX.height + GAP.y) - GAP.y;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <section className="panel paper-part" aria-label="Lineage">
      <h3 className="paper-title">Lineage: which checkpoint came from which data and settings</h3>
      <div className="paper-scroll" tabIndex={0} role="region" aria-label="Lineage, drawing">
        <svg
          className="lineage"
          viewBox={`0 0 ${width} ${height}`}
          // A little smaller where that avoids scrolling.
          style={{ maxWidth: width, minWidth: 0.82 * width }}
          aria-hidden="true"
        >
          {edges.map(({ from, to }) => {
            const [a, b] = [byId.get(from), byId.get(to)];
            return a && b && <path key={`${from} ${to}`} className={b.own ? "own" : ""} d={edgePath(a, b)} />;
          })}
          {nodes.map((node) => (
            <g
              key={node.id}
              className={`node ${node.kind}${node.own ? " own" : ""}${node.stage === chosen && node.result === shown ? " chosen" : ""}`}
              transform={`translate(${xOf(node)} ${yOf(node)})`}
              onClick={() => open(node)}
            >
              <title>{lineageSentence(node, lineage)}</title>
              <rect width={BOX.width} height={BOX.height} rx={node.kind === "data" ? 0 : 8} />
              <text className="label" x={8} y={17}>
                {clipped(node.label, 15)}
              </text>
              <text x={8} y={32}>
                {clipped(node.detail, 18)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <details className="paper-details">
        <summary>As a list</summary>
        <ul className="lineage-list">
          {nodes.map((node) => (
            <li key={node.id}>
              {node.stage ? (
                <a
                  href={hashOfView("paper", { stage: node.stage })}
                  onClick={() => node.stage && node.result && paper.actions.choose(node.stage, node.result)}
                >
                  {lineageSentence(node, lineage)}
                </a>
              ) : (
                lineageSentence(node, lineage)
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function edgePath(a: LineageNode, b: LineageNode): string {
  const [x1, y1] = [xOf(a) + BOX.width, yOf(a) + BOX.height / 2];
  const [x2, y2] = [xOf(b), yOf(b) + BOX.height / 2];
  if (x2 <= x1) {
    const [below, above] = y1 > y2 ? [b, a] : [a, b];
    const x = xOf(above) + BOX.width / 2;
    return `M${x} ${yOf(above)}L${xOf(below) + BOX.width / 2} ${yOf(below) + BOX.height}`;
  }
  // An edge that jumps over columns goes between the rows, so that it does not run through what stands there.
  if (b.column - a.column > 1) {
    const between = yOf(b) + BOX.height + GAP.y / 2;
    return `M${x1} ${y1 + 8}C${x1 + 14} ${y1 + 8} ${x1 + 4} ${between} ${x1 + 22} ${between}L${x2 - 20} ${between}C${x2 - 4} ${between} ${x2 - 14} ${y2 + 8} ${x2} ${y2 + 8}`;
  }
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

const clipped = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
