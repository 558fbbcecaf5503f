import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, FIELDS, parseConfigLenient, type RunConfig } from "../../src/rl/config.ts";
import { PRESETS } from "../../src/rl/presets.ts";
import { decodeHash, encodeHash, presetConfig } from "../../src/store/urlHash.ts";

/** Any valid configuration, drawn field by field from the schema's own ranges. */
const anyConfig: fc.Arbitrary<RunConfig> = fc
  .record(
    Object.fromEntries(
      FIELDS.map((field) => {
        const { min = 0, max = 1 } = field;
        switch (field.type) {
          case "integer":
            return [field.key, fc.integer({ min, max })];
          case "number":
            return [field.key, fc.double({ min, max, noNaN: true }).map((value) => value + 0)];
          case "boolean":
            return [field.key, fc.boolean()];
          case "choice":
            return [field.key, fc.constantFrom(...(field.options ?? []).map((option) => option.value))];
        }
      }),
    ),
  )
  .map((input) => parseConfigLenient(input).config);

describe("encodeHash and decodeHash", () => {
  it("give every valid configuration back", () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const decoded = decodeHash(encodeHash(config));
        expect(decoded.problems).toEqual([]);
        expect(decoded.config).toEqual(config);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("never throw and always give a valid configuration, whatever the hash", () => {
    const nearly = fc
      .tuple(fc.constantFrom(...FIELDS.map((field) => field.key), "v", "preset"), fc.string())
      .map((pair) => pair.join("="));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(nearly).map((parts) => `#${parts.join("&")}`),
        ),
        (hash) => {
          const { config } = decodeHash(hash);
          expect(parseConfigLenient(config).problems).toEqual([]);
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  it("say only what differs from the preset", () => {
    for (const preset of Object.values(PRESETS)) {
      expect(encodeHash(presetConfig(preset.id))).toBe(`#v=1&preset=${preset.id}&seed=1`);
    }
    expect(encodeHash({ ...presetConfig("too-hot"), groupSize: 8, seed: 7 })).toBe(
      "#v=1&preset=too-hot&seed=7&groupSize=8",
    );
  });
});

describe("decodeHash", () => {
  it("takes an empty hash for the defaults without a word", () => {
    expect(decodeHash("")).toEqual({ config: DEFAULT_CONFIG, problems: [] });
    expect(decodeHash("#")).toEqual({ config: DEFAULT_CONFIG, problems: [] });
  });

  it("names broken values, keeps the preset's for them and takes the rest", () => {
    const { config, problems } = decodeHash("#v=1&preset=format-first&groupSize=banana&rewardFormat=99&prompts=8");
    expect(config).toEqual({ ...presetConfig("format-first"), prompts: 8 });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^groupSize: expected a whole number.*got "banana"; using 16$/);
    expect(problems[1]).toMatch(/^rewardFormat: expected a number.*got 99; using 0.5$/);
  });

  it("names unknown settings, presets and versions", () => {
    const { config, problems } = decodeHash("#v=9&preset=alchemy&speed=11&klUnbiased=maybe");
    expect(config).toEqual(DEFAULT_CONFIG);
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["v", "preset", "speed", "klUnbiased"]);
    expect(problems[0]).toBe('v: expected link version 1, got "9"');
  });

  it("does not read empty text as zero", () => {
    const { config, problems } = decodeHash("#v=1&klCoef=");
    expect(config.klCoef).toBe(DEFAULT_CONFIG.klCoef);
    expect(problems).toHaveLength(1);
  });

  it("accepts settings that are valid only together", () => {
    const { config, problems } = decodeHash(
      "#v=1&countdown3=0&equation=0&countdown4=0&countdown4=3&minibatches=64&prompts=1&groupSize=64",
    );
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ countdown3: 0, countdown4: 3, equation: 0, minibatches: 64 });
  });

  it("refuses an absurdly long hash", () => {
    const { config, problems } = decodeHash(`#v=1&seed=2&x=${"y".repeat(5_000)}`);
    expect(config).toEqual(DEFAULT_CONFIG);
    expect(problems[0]).toContain("4000 characters");
  });
});
