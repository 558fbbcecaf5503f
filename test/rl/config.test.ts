import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, FIELDS, describeRange, parseConfig, parseConfigLenient } from "../../src/rl/config.ts";
import { NAMED_OBJECTIVES } from "../../src/rl/namedObjectives.ts";
import { PRESETS } from "../../src/rl/presets.ts";

describe("FIELDS", () => {
  it("describes every key of the configuration, with a default inside its own range", () => {
    expect(FIELDS.map((field) => field.key)).toEqual(Object.keys(DEFAULT_CONFIG));
    for (const field of FIELDS) {
      expect(DEFAULT_CONFIG[field.key]).toBe(field.default);
      expect(field.hint).toMatch(/\.$/);
      expect(field.label.length).toBeGreaterThan(2);
      if (field.type === "integer" || field.type === "number") {
        expect(field.default).toBeGreaterThanOrEqual(field.min ?? Number.NaN);
        expect(field.default).toBeLessThanOrEqual(field.max ?? Number.NaN);
        expect(field.step).toBeGreaterThan(0);
      }
    }
  });

  it("gives every field a flag of its own, and the short names that the commands use", () => {
    const flags = FIELDS.flatMap((field) => [field.flag, ...field.aliases]);
    expect(new Set(flags).size).toBe(flags.length);
    for (const flag of ["prompts", "group", "group-size", "steps", "seed", "lr", "learning-rate", "max-new-tokens"]) {
      expect(flags).toContain(flag);
    }
  });

  it("names only fields and values that exist in onlyWith", () => {
    for (const { onlyWith } of FIELDS) {
      if (!onlyWith) continue;
      const options = FIELDS.find((field) => field.key === onlyWith.key)?.options?.map((option) => option.value) ?? [];
      expect(options).toEqual(expect.arrayContaining([...onlyWith.in]));
    }
  });
});

describe("parseConfig", () => {
  it("fills in the defaults and keeps what is given", () => {
    expect(parseConfig({}, "test")).toEqual(DEFAULT_CONFIG);
    expect(parseConfig({ groupSize: 8 }, "test")).toEqual({ ...DEFAULT_CONFIG, groupSize: 8 });
    expect(parseConfig({}, "test")).not.toBe(DEFAULT_CONFIG);
  });

  it.each([
    [{ groupSize: 1 }, "run.json: groupSize: expected a whole number from 2 to 64, got 1"],
    [{ groupSize: 4.5 }, "run.json: groupSize: expected a whole number from 2 to 64, got 4.5"],
    [{ klCoef: Number.NaN }, "run.json: klCoef: expected a number from 0 to 1, got NaN"],
    [{ klCoef: "0.1" }, 'run.json: klCoef: expected a number from 0 to 1, got "0.1"'],
    [{ trust: "ppo" }, 'run.json: trust: expected one of clip, cispo, sapo, vespo, gmpo, got "ppo"'],
    [{ klUnbiased: 1 }, "run.json: klUnbiased: expected true or false, got 1"],
    [
      { group_size: 4 },
      "run.json: group_size: expected a known setting, got an unknown name (did you mean groupSize?)",
    ],
    [{ lr: 4 }, "run.json: lr: expected a known setting, got an unknown name (did you mean learningRate?)"],
    [{ nonsense: 4 }, "run.json: nonsense: expected a known setting, got an unknown name"],
    [null, "run.json: expected an object with settings, got null"],
    [[1], "run.json: expected an object with settings, got [1]"],
    [
      { countdown3: 0, countdown4: 0, equation: 0 },
      "run.json: countdown3, countdown4, equation: expected at least one above 0, got 0 for all",
    ],
    [
      { prompts: 1, groupSize: 2, minibatches: 4 },
      "run.json: minibatches: expected at most prompts × groupSize = 2, got 4",
    ],
  ])("names the place, what was expected and what came: %j", (input, message) => {
    expect(() => parseConfig(input, "run.json")).toThrow(new Error(message));
  });

  it("is not confused by names that every object has", () => {
    expect(() => parseConfig(JSON.parse('{"constructor": 1}'), "x")).toThrow("constructor: expected a known setting");
    expect(() => parseConfig(JSON.parse('{"__proto__": 1}'), "x")).toThrow("__proto__: expected a known setting");
  });
});

describe("parseConfigLenient", () => {
  it("keeps the good fields, replaces the broken ones by defaults and lists them", () => {
    const { config, problems } = parseConfigLenient({ steps: 12, groupSize: 999, extra: 1 });
    expect(config).toEqual({ ...DEFAULT_CONFIG, steps: 12 });
    expect(problems).toHaveLength(2);
  });

  it("returns a configuration that the strict parser accepts, whatever comes in", () => {
    const keys = fc.constantFrom(...FIELDS.map((field) => field.key), "zzz");
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()), fc.dictionary(keys, fc.integer())),
        (input) => {
          expect(() => parseConfig(parseConfigLenient(input).config, "again")).not.toThrow();
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("presets", () => {
  it.each(Object.values(PRESETS))("$id is a valid configuration that carries its own name", ({ id, config, watch }) => {
    expect(parseConfig(config, id).preset).toBe(id);
    expect(watch).toMatch(/^Watch .*\.$/);
  });

  it("r1-zero is the default", () => {
    expect(parseConfig(PRESETS["r1-zero"].config, "preset")).toEqual(DEFAULT_CONFIG);
  });

  it.each([...NAMED_OBJECTIVES])("the objective $id is a valid configuration", ({ id, config }) => {
    expect(parseConfig(config, id)).toMatchObject(config);
  });

  it("describes every range in words", () => {
    expect(FIELDS.map(describeRange).filter((text) => /undefined|NaN/.test(text))).toEqual([]);
  });
});
