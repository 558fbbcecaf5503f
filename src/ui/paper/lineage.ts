import type { ArtifactRef, StageId } from "../../protocol/pipeline.ts";
import { resultsOf, type StageResult } from "../../store/paperResults.ts";
import type { PaperState } from "../../store/paper.types.ts";
import { STAGES } from "../../recipes/stages.ts";
import { counted } from "../trace/numberText.ts";
import { STAGE_TEXTS } from "./stageTexts.ts";

export interface LineageNode {
  id: string;
  kind: "base" | "data" | "checkpoint" | "reward-model" | "student";
  label: string;
  detail: string;
  /** What a click opens; null for what no stage made. */
  stage: StageId | null;
  /** The result that made it; null for what no stage made. */
  result: string | null;
  own: boolean;
  /** Place in the drawing: one column for data and one for what is trained on it in every stage, one row a lineage and part. */
  column: number;
  row: number;
}

export interface Lineage {
  nodes: LineageNode[];
  edges: { from: string; to: string }[];
  columns: number;
  rows: number;
}

/** Rows that one lineage takes: the checkpoint, and up to two reward models below it. */
const LANE = 3;

/** Which checkpoint came from which data and settings, over every known result: the shipped ones in the first lane, one's own below. */
export function lineageOf(state: PaperState): Lineage {
  const nodes = new Map<string, LineageNode>();
  const edges: Lineage["edges"] = [];
  const add = (node: LineageNode): void => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
  };
  const results = STAGES.flatMap((stage) =>
    resultsOf(state, stage).map((result, i, all) => ({ result, lane: i + (all[0]?.own ? 1 : 0) })),
  );
  for (const { result, lane } of results) {
    const made = result.report.checkpoint;
    if (made)
      add({
        ...common(result, lane * LANE),
        id: made.sha256,
        kind: "checkpoint",
        column: columnOf(result),
        ...words(result),
      });
  }
  for (const { result, lane } of results) addStage(result, lane * LANE, nodes, add, edges);
  const used = [...nodes.values()];
  // Lanes without reward models are as low as one row.
  const rows = [...new Set(used.map(({ row }) => row))].sort((a, b) => a - b);
  const columns = [...new Set(used.map(({ column }) => column))].sort((a, b) => a - b);
  return {
    nodes: used.map((node) => ({ ...node, row: rows.indexOf(node.row), column: columns.indexOf(node.column) })),
    edges,
    rows: rows.length,
    columns: columns.length,
  };
}

function addStage(
  result: StageResult,
  row: number,
  nodes: ReadonlyMap<string, LineageNode>,
  add: (node: LineageNode) => void,
  edges: Lineage["edges"],
): void {
  const { report } = result;
  const column = columnOf(result);
  const mine = common(result, row);
  const made = `${report.stage} ${result.id}`;
  const models = report.rewardModels ?? [];
  // A reward model that the stage was given as a parent is known by its content, one that was not by its kind.
  const judges = models.map(({ kind, trainedOn }, i) => {
    const id = report.parents.find(({ name }) => name.includes(kind))?.sha256 ?? `${kind} ${made}`;
    const place = { column: column - 1, row: row + 1 + (i % 2) };
    add({ ...mine, id, kind: "reward-model", label: kind, detail: `${counted(trainedOn)} examples`, ...place });
    return id;
  });
  const parents = report.parents.filter(({ sha256 }) => !judges.includes(sha256));
  for (const parent of parents) {
    const others = [...nodes.values()].filter((node) => node.stage === null).length;
    if (!nodes.has(parent.sha256)) add(foreign(parent, others));
  }
  const from = parents.map(({ sha256 }) => sha256);
  const kept = report.sieves.reduce((sum, sieve) => sum + sieve.kept, 0);
  const data = `data ${made}`;
  if (kept > 0) {
    const label = `${counted(kept)} examples`;
    add({ ...mine, id: data, kind: "data", label, detail: "what the sieve kept", column: column - 1 });
    for (const parent of from) edges.push({ from: parent, to: data });
  }
  const sources = kept > 0 ? [data] : from;
  if (report.checkpoint) for (const judge of judges) edges.push({ from: judge, to: report.checkpoint.sha256 });
  if (report.checkpoint) for (const source of sources) edges.push({ from: source, to: report.checkpoint.sha256 });
  const students = report.students ?? [];
  if (students.length > 0) {
    const id = `students ${made}`;
    const names = students.map(({ name }) => name).join(", ");
    add({ ...mine, id, kind: "student", label: `${students.length} students`, detail: names, column });
    for (const source of sources) edges.push({ from: source, to: id });
  }
}

const columnOf = ({ report }: StageResult): number => 2 + 2 * STAGES.indexOf(report.stage);

const common = ({ id, own, report }: StageResult, row: number) => ({ result: id, own, stage: report.stage, row });

const words = ({ report }: StageResult) => ({
  label: STAGE_TEXTS[report.stage].name,
  detail: `seed ${report.seed}, ${report.lineage.slice(0, 8)}`,
});

/** A parent that no known result made: a base model, or something of a stage whose report is not here; they stand below each other. */
const foreign = ({ name, sha256 }: ArtifactRef, row: number): LineageNode => ({
  id: sha256,
  kind: name.includes("/") ? "data" : "base",
  label: name,
  detail: sha256.slice(0, 6),
  stage: null,
  result: null,
  own: false,
  column: 0,
  row,
});

/** "R1-Zero (seed 1, a1b2c3d4), shipped: from base-mini". */
export function lineageSentence(node: LineageNode, { nodes, edges }: Lineage): string {
  const from = edges
    .filter(({ to }) => to === node.id)
    .map((edge) => nodes.find(({ id }) => id === edge.from)?.label ?? "something unknown");
  const whose = node.stage === null ? "" : node.own ? ", yours" : ", shipped";
  return `${node.label} (${node.detail})${whose}${from.length > 0 ? `: from ${[...new Set(from)].join(", ")}` : ""}`;
}
