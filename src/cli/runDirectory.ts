import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import type { SavedRun, StepRecord } from "../protocol/messages.ts";
import { parseConfig } from "../rl/config.ts";
import { highlightsSchema, type Highlights } from "./highlights.ts";
import { readState, writeState } from "./stateDirectory.ts";

/** What a run in a directory needs besides the trainer's own state. */
export interface RunStory {
  /** The command that began it. */
  command: string;
  /** Name of the checkpoint it began with. */
  parent: string;
  backend: string;
  highlights: Highlights;
}

const pair = z.tuple([z.number(), z.number()]);
const scores = z.catchall(
  z.object({ n: z.number(), "pass@1": z.number(), "pass@1_ci": pair }),
  z.union([z.number(), pair]),
);
const evaluation = z.object({
  step: z.number(),
  samples: z.number(),
  seed: z.number(),
  levels: z.record(z.string(), scores),
  mean: scores,
});
const metaSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  savedAt: z.number(),
  config: z.unknown(),
  step: z.number(),
  vocabularyHash: z.string(),
  shape: z.object({
    vocabSize: z.number(),
    width: z.number(),
    layers: z.number(),
    heads: z.number(),
    mlpWidth: z.number(),
    ropeTheta: z.number(),
    normEps: z.number(),
  }),
  history: z.array(z.object({ step: z.number(), metrics: z.record(z.string(), z.number()) })),
  evaluations: z.array(evaluation),
  ahaCount: z.number(),
  firstAhaStep: z.nullable(z.number()),
  story: z.object({ command: z.string(), parent: z.string(), backend: z.string(), highlights: highlightsSchema }),
});

/**
 * A run on disk: `config.json`, `metrics.jsonl` (a line a step), `state/` (what it goes on from) and, when it is finished,
 * `checkpoint.safetensors` and `.json`.
 */
export class RunDirectory {
  constructor(readonly path: string) {}

  /** Where the finished weights go, without extension. */
  get checkpoint(): string {
    return join(this.path, "checkpoint");
  }

  private get state(): string {
    return join(this.path, "state");
  }

  private get metrics(): string {
    return join(this.path, "metrics.jsonl");
  }

  /** @throws Error when another run lives here already */
  begin(config: object): void {
    if (existsSync(join(this.state, "state.json"))) {
      throw new Error(
        `--out ${this.path}: expected a directory without a run, got one (go on with --resume ${this.path})`,
      );
    }
    mkdirSync(this.path, { recursive: true });
    writeFileSync(join(this.path, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    writeFileSync(this.metrics, "");
  }

  append(line: object): void {
    appendFileSync(this.metrics, `${JSON.stringify(line)}\n`);
  }

  save({ weights, reference, optimizer, ...meta }: SavedRun, story: RunStory): void {
    writeState(this.state, meta.step, { meta: { ...meta, story }, files: { weights, reference, optimizer } });
  }

  /**
   * The saved run. Steps that were written after it, before a kill, are taken out of `metrics.jsonl`: they come again.
   * @throws Error when there is no run, or it is broken
   */
  resume(): { saved: SavedRun; story: RunStory } {
    const found = readState(this.state);
    if (found === null)
      throw new Error(`--resume ${this.path}: expected a directory made by --out, got no saved run in it`);
    const where = join(this.state, "state.json");
    const parsed = metaSchema.safeParse(found.meta);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new Error(
        `${where}: ${issue?.path.join(".") ?? ""}: expected a saved run, got a broken one (${issue?.message ?? ""})`,
      );
    }
    const { story, ...meta } = parsed.data;
    const { weights, reference, optimizer } = found.files;
    if (weights === undefined || reference === undefined || optimizer === undefined) {
      throw new Error(
        `${where}: expected files weights, reference and optimizer, got ${Object.keys(found.files).join(", ")}`,
      );
    }
    this.cutMetrics(meta.step);
    return { saved: { ...meta, config: parseConfig(meta.config, where), weights, reference, optimizer }, story };
  }

  private cutMetrics(step: number): void {
    if (!existsSync(this.metrics)) return;
    const kept = readFileSync(this.metrics, "utf8")
      .split("\n")
      .filter((line) => stepOf(line) <= step);
    writeFileSync(this.metrics, kept.map((line) => `${line}\n`).join(""));
  }
}

/** Infinity for what is no line of a step: an empty one, or one that a kill cut short. */
function stepOf(line: string): number {
  try {
    const value: Partial<StepRecord> = JSON.parse(line);
    return value.step ?? Infinity;
  } catch {
    return Infinity;
  }
}
