import { sha256 } from "../lib/sha256.ts";
import type { PipelineSettings, StageId } from "../protocol/pipeline.ts";
import { stageInfo } from "./stages.ts";

/** The part of the settings that a stage itself depends on. */
export function stageSettings(stage: StageId, settings: PipelineSettings): unknown {
  switch (stage) {
    case "zero":
      return settings.zero;
    case "cold-start":
      return settings.coldStart;
    case "reasoning-rl":
      return settings.reasoningRl;
    case "rejection":
      return settings.rejection;
    case "second-rl":
      return settings.secondRl;
    case "distill":
      return settings.distill;
  }
}

/**
 * What a stage comes from, as 12 hexadecimal digits: its settings, the seed, the scale, the suite, the base model and the lineages of
 * the stages before it. Stages with equal lineages come out equal.
 *
 * @param base sha256 of the base model's weights
 */
export function lineageOf(stage: StageId, settings: PipelineSettings, base: string): string {
  const { seed, scale, suite } = settings;
  const parents = stageInfo(stage).needs.map((parent) => lineageOf(parent, settings, base));
  const text = JSON.stringify(
    sorted({ stage, own: stageSettings(stage, settings), seed, scale, suite, base, parents }),
  );
  return sha256(new TextEncoder().encode(text)).slice(0, 12);
}

/** Keys in order, so that equal settings have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
