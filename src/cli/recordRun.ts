import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Trainer } from "../trainer/trainer.ts";
import type { RunStory } from "./runDirectory.ts";

/** Writes a run for the page to draw behind a live one; numbers to five significant digits. */
export function recordRun(path: string, trainer: Trainer, story: RunStory): void {
  const { config, progress } = trainer;
  const run = {
    format: "aha-lab run",
    version: 1,
    label: `recorded run, seed ${config.seed}`,
    seed: config.seed,
    config,
    checkpoint: story.parent,
    command: story.command,
    date: new Date().toISOString(),
    backend: story.backend,
    history: rounded(progress.history),
    evaluations: rounded(progress.evaluations),
    groups: rounded(story.highlights.groups),
    ahas: story.highlights.ahas,
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(run)}\n`);
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
