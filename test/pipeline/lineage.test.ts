import { describe, expect, it } from "vitest";
import { lineageOf } from "../../src/recipes/lineage.ts";
import { pipelineSettings } from "../../src/recipes/pipelineSettings.ts";
import { STAGES } from "../../src/recipes/stages.ts";
import type { PipelineSettings, StageId } from "../../src/protocol/pipeline.ts";

const BASE = "0".repeat(64);
const settings = pipelineSettings("tiny", 1);
const IDS = STAGES;

/** Stages whose lineage another run does not share. */
function changed(other: PipelineSettings, base = BASE): StageId[] {
  return IDS.filter((id) => lineageOf(id, other, base) !== lineageOf(id, settings, BASE));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

/** Every path to a number or text within, such as "rejection.judge.sft.epochs". */
function leaves(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}

/** Nothing in it is shared, as it is in the recipe. */
const copyOf = (value: PipelineSettings): PipelineSettings => JSON.parse(JSON.stringify(value));

/** A copy with that one value another. */
function withOther(path: string): PipelineSettings {
  const copy = copyOf(settings);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Record<string, unknown>>(
    (inner, key) => inner[key] as Record<string, unknown>,
    copy as unknown as Record<string, unknown>,
  );
  const value = parent[last];
  parent[last] = typeof value === "number" ? value + 1 : `${String(value)} other`;
  return copy;
}

/** The first stage that a part of the settings belongs to. */
const OWNER: Record<string, StageId> = {
  scale: "zero",
  seed: "zero",
  suite: "zero",
  zero: "zero",
  coldStart: "cold-start",
  reasoningRl: "reasoning-rl",
  rejection: "rejection",
  secondRl: "second-rl",
  distill: "distill",
};

describe("lineage", () => {
  it("is 12 hexadecimal digits, another for each stage", () => {
    const found = IDS.map((id) => lineageOf(id, settings, BASE));
    expect(found.every((text) => /^[0-9a-f]{12}$/.test(text))).toBe(true);
    expect(new Set(found).size).toBe(IDS.length);
  });

  it("is equal for equal settings in another order of keys", () => {
    const other = reversed(settings) as PipelineSettings;
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(settings));
    expect(changed(other)).toEqual([]);
  });

  it("heeds the order of a list", () => {
    const other = copyOf(settings);
    other.distill.students.reverse();
    expect(changed(other)).toEqual(["distill"]);
  });

  it("changes with the base, for every stage", () => {
    expect(changed(settings, "1".repeat(64))).toEqual(IDS);
  });

  it.each(leaves(settings))("with another %s is another for its stage and those after it, not those before", (path) => {
    const owner = OWNER[path.split(".")[0] ?? ""];
    expect(owner).toBeDefined();
    expect(changed(withOther(path))).toEqual(IDS.slice(IDS.indexOf(owner as StageId)));
  });

  it("changes when a setting is added", () => {
    const other = copyOf(settings);
    other.reasoningRl.rl.entropyCoef = 0.5;
    expect(changed(other)).toEqual(["reasoning-rl", "rejection", "second-rl", "distill"]);
  });
});
