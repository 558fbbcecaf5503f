import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/rl/config.ts";
import { NAMED_OBJECTIVES } from "../../src/rl/namedObjectives.ts";
import { objective } from "../../src/rl/objective.ts";
import { objectiveSettings } from "../../src/rl/objectiveSettings.ts";
import { randomBatch } from "./randomBatch.ts";

describe("objectiveSettings", () => {
  it("reads 0 as off for the ratio cap and takes L from the longest answer", () => {
    expect(objectiveSettings(parseConfig({ maxNewTokens: 64 }, "test"))).toMatchObject({
      clipDelta: Number.POSITIVE_INFINITY,
      lengthCap: 64,
      clipLow: 0.2,
      clipHigh: 0.28,
      klCoef: 0.001,
      klClamp: 20,
    });
    expect(objectiveSettings(parseConfig({ clipDelta: 4 }, "test")).clipDelta).toBe(4);
  });

  it.each([...NAMED_OBJECTIVES])("$label runs and differs from the others", ({ id, config }) => {
    const run = (values: object) =>
      objective(randomBatch(81), objectiveSettings(parseConfig(values, "test"))).dLogProbs;
    const own = run(config);
    expect(own.every(Number.isFinite)).toBe(true);
    // Their difference is not in the loss: the local minibatch (bnpo) and the advantages (rloo).
    const same = NAMED_OBJECTIVES.filter((other) => other.id !== id && other.config.aggregate !== "local-token-mean");
    for (const other of same) {
      if (["bnpo", "rloo"].includes(id) || other.id === "rloo") continue;
      expect(run(other.config), other.id).not.toEqual(own);
    }
  });
});
