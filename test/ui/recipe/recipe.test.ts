import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, FIELDS } from "../../../src/rl/config.ts";
import { NAMED_OBJECTIVES } from "../../../src/rl/namedObjectives.ts";
import { PRESETS } from "../../../src/rl/presets.ts";
import { configFromJson, configToJson } from "../../../src/ui/recipe/configFile.ts";
import { matchObjective } from "../../../src/ui/recipe/matchObjective.ts";
import { PRESET_WHY } from "../../../src/ui/recipe/presetWhy.ts";
import { RECIPE_SECTIONS, sectionFields } from "../../../src/ui/recipe/recipeSections.ts";
import { changeText, idleText, restartText, shareText } from "../../../src/ui/recipe/recipeText.ts";

const field = (key: string) => {
  const found = FIELDS.find((candidate) => candidate.key === key);
  if (!found) throw new Error(`expected a field ${key}, got none`);
  return found;
};

describe("matchObjective", () => {
  it.each(NAMED_OBJECTIVES.map(({ id }) => id))("%s: choosing it is recognised again", (id) => {
    const objective = NAMED_OBJECTIVES.find((candidate) => candidate.id === id);
    expect(matchObjective({ ...DEFAULT_CONFIG, ...objective?.config }).exact?.id).toBe(id);
  });

  it("calls a mixture custom and names whose choices it has", () => {
    const dapo = NAMED_OBJECTIVES.find(({ id }) => id === "dapo");
    const { exact, near } = matchObjective({ ...DEFAULT_CONFIG, ...dapo?.config, klCoef: 0.5 });
    expect([exact, near?.objective.id, near?.differs]).toEqual([null, "dapo", ["klCoef"]]);
    expect(matchObjective({ ...DEFAULT_CONFIG, advantage: "rloo", aggregate: "sequence-sum-mean" })).toEqual({
      exact: null,
      near: null,
    });
  });
});

describe("recipeSections", () => {
  it("shows every field exactly once, but for the preset, which has a control of its own, and what only the pipeline uses", () => {
    const keys = RECIPE_SECTIONS.flatMap((section) => {
      const { shown, more } = sectionFields(section, DEFAULT_CONFIG, DEFAULT_CONFIG);
      return [...shown, ...more].map(({ key }) => key);
    });
    expect(keys.sort()).toEqual(
      FIELDS.map(({ key }) => key)
        .filter((key) => key !== "preset" && field(key).group !== "domains")
        .sort(),
    );
  });

  it("names only fields of its own groups", () => {
    for (const { groups, first } of RECIPE_SECTIONS)
      for (const key of first) expect(groups).toContain(field(key).group);
  });

  it("brings a changed field forward", () => {
    const rewards = RECIPE_SECTIONS.find(({ id }) => id === "rewards")!;
    const draft = { ...DEFAULT_CONFIG, rewardReflection: 0.5 };
    expect(sectionFields(rewards, DEFAULT_CONFIG, DEFAULT_CONFIG).shown.map(({ key }) => key)).not.toContain(
      "rewardReflection",
    );
    expect(sectionFields(rewards, draft, DEFAULT_CONFIG).shown.map(({ key }) => key)).toContain("rewardReflection");
  });
});

describe("recipeText", () => {
  it("says what a restart will change", () => {
    expect(changeText(field("rewardFormat"), 0.1, 0.3)).toBe("0.1 → 0.3, applies on restart");
    expect(changeText(field("rewardLanguage"), 0, 0.3)).toBe("off → 0.3, applies on restart");
    expect([restartText(1, true), restartText(2, true), restartText(2, false)]).toEqual([
      "Restart with 1 change",
      "Restart with 2 changes",
      "Apply 2 changes",
    ]);
  });

  it("turns mix weights into shares", () => {
    expect(shareText({ ...DEFAULT_CONFIG, countdown3: 2, countdown4: 1, equation: 3 }, "countdown3")).toBe(
      "33\u00a0% of the questions",
    );
    expect(shareText({ ...DEFAULT_CONFIG, countdown3: 0, countdown4: 0, equation: 0 }, "equation")).toBe(
      "at least one task needs a weight above 0",
    );
    expect(shareText(DEFAULT_CONFIG, "groupSize")).toBeNull();
  });

  it("says when a field does nothing", () => {
    expect(idleText(field("clipLow"), { ...DEFAULT_CONFIG, trust: "clip" })).toBeNull();
    expect(idleText(field("clipLow"), { ...DEFAULT_CONFIG, trust: "sapo" })).toBe("Acts only with trust Clip.");
    expect(idleText(field("groupSize"), DEFAULT_CONFIG)).toBeNull();
  });

  it("explains the presets that fail, and only those that exist", () => {
    expect(Object.keys(PRESET_WHY).sort()).toEqual(["format-first", "too-hot"]);
    for (const id of Object.keys(PRESET_WHY)) expect(Object.keys(PRESETS)).toContain(id);
  });
});

describe("configFile", () => {
  it("reads back what it wrote", () => {
    const config = { ...DEFAULT_CONFIG, rewardFormat: 0.35, seed: 7 };
    expect(configFromJson(configToJson(config), "a.json")).toEqual({ config, problems: [] });
  });

  it("names what is not JSON or not settings, and changes nothing", () => {
    for (const text of ["", "{", "[1]", "7", "null"]) {
      const { config, problems } = configFromJson(text, "bad.json");
      expect(config).toBeNull();
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^bad\.json: expected .*Nothing was changed\.$/);
    }
  });

  it("keeps the good settings of a file and names the bad ones", () => {
    const { config, problems } = configFromJson('{"groupSize": 8, "klCoef": "much", "colour": 1}', "mixed.json");
    expect(config?.groupSize).toBe(8);
    expect(config?.klCoef).toBe(DEFAULT_CONFIG.klCoef);
    expect(problems.some((problem) => problem.startsWith("mixed.json: klCoef"))).toBe(true);
    expect(problems.some((problem) => problem.startsWith("mixed.json: colour"))).toBe(true);
  });
});
