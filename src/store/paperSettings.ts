import type { PipelineSettings, StageId } from "../protocol/pipeline.ts";
import { stageSettings } from "../recipes/lineage.ts";
import { STAGES } from "../recipes/stages.ts";

/** Everything that decides what comes out of a stage: equal keys, equal lineage. The order of the settings' keys does not matter. */
export function settingsKey(settings: PipelineSettings, stage: StageId): string {
  const { scale, seed, suite } = settings;
  const parts = STAGES.slice(0, STAGES.indexOf(stage) + 1).map((before) => stageSettings(before, settings));
  return JSON.stringify([scale, seed, suite, ...parts], sorted);
}

/** The first stage that comes out differently under other settings; null where none does. */
export const firstDifference = (settings: PipelineSettings, others: PipelineSettings): StageId | null =>
  STAGES.find((stage) => settingsKey(settings, stage) !== settingsKey(others, stage)) ?? null;

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
