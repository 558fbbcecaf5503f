import { describe, expect, it } from "vitest";
import { objectiveCases } from "../../src/cli/objectiveCases.ts";
import { caseFile as file, caseInputs as inputs } from "./caseFile.ts";

describe("bad input is named with case and place", () => {
  it.each([
    ["unknown setting", file({ loss: "grpo" }), 'case "a": settings.loss: expected a known setting'],
    [
      "unknown loss",
      file({ loss_type: "ppo" }),
      'settings.loss_type: expected one of grpo, bnpo, dr_grpo, dapo, cispo, sapo, luspo, vespo, got "ppo"',
    ],
    ["wrong type", file({ beta: "0.1" }), 'settings.beta: expected a number of 0 or more, got "0.1"'],
    [
      "out of range",
      file({ top_entropy_quantile: 1.2 }),
      "settings.top_entropy_quantile: expected a number from 0 to 1, got 1.2",
    ],
    [
      "what the inputs cannot tell",
      file({ use_vllm: true }),
      "settings.use_vllm: expected false (the inputs hold no log-probs",
    ],
    ["inherited names", file(JSON.parse('{"constructor": 1}')), "settings.constructor: expected a known setting"],
    ["no settings", { group_size: 2, inputs, cases: { a: {} } }, "settings: expected an object, got nothing"],
    ["no cases", { group_size: 2, inputs, cases: {} }, "expected at least one case"],
    ["not an object", [1], "expected an object, got [1]"],
    ["missing logp", file({}, { inputs: { logp: null } }), "inputs.logp: expected a list that is not empty, got null"],
    ["missing rewards", file({}, { inputs: { rewards: null } }), "inputs.rewards: expected a list"],
    [
      "missing old_logp",
      { group_size: 2, inputs: { ...inputs, old_logp: undefined }, cases: { a: { settings: {} } } },
      "inputs.old_logp: expected a list",
    ],
    ["missing ref_logp", file({ beta: 0.1 }, { inputs: { ref_logp: null } }), "inputs.ref_logp: expected a list"],
    ["missing entropy", file({ entropy_coef: 0.1 }, { inputs: { entropy: null } }), "inputs.entropy: expected a list"],
    [
      "ragged",
      file({}, { inputs: { logp: [[-1, -2], [-1], [-1, -1], [-1, -1]] } }),
      "inputs.logp[1]: expected 2 values, got 1",
    ],
    [
      "ragged elsewhere",
      file(
        {},
        {
          inputs: {
            mask: [
              [1, 1],
              [1, 1],
              [1, 1, 1],
              [1, 1],
            ],
          },
        },
      ),
      "inputs.mask[2]: expected 2 values, got 3",
    ],
    ["too few rows", file({}, { inputs: { entropy: [[1, 1]] } }), "inputs.entropy: expected 4 rows as in logp, got 1"],
    [
      "null among numbers",
      file(
        {},
        {
          inputs: {
            logp: [
              [-1, null],
              [-1, -1],
              [-1, -1],
              [-1, -1],
            ],
          },
        },
      ),
      "inputs.logp[0][1]: expected a finite number, got null",
    ],
    [
      "text among numbers",
      file({}, { inputs: { rewards: [1, "x", 0, 0] } }),
      'inputs.rewards[1]: expected a finite number, got "x"',
    ],
    [
      "mask of 2",
      file(
        {},
        {
          inputs: {
            mask: [
              [1, 1],
              [1, 2],
              [1, 1],
              [1, 1],
            ],
          },
        },
      ),
      "inputs.mask[1][1]: expected 0 or 1, got 2",
    ],
    ["group size", file({}, { group_size: 3 }), "group_size: expected a divisor of the number of rows, 4, got 3"],
    [
      "no group size",
      { inputs, cases: { a: { settings: {} } } },
      "group_size: expected a whole number of 1 or more, got nothing",
    ],
    [
      "overflow",
      file(
        { epsilon: 0.2 },
        {
          inputs: {
            old_logp: [
              [-1, -1],
              [-900, -1],
              [-1, -1],
              [-1, -1],
            ],
          },
        },
      ),
      "grad[1][0]: expected a finite number",
    ],
  ])("%s", (_, input, message) => {
    expect(() => objectiveCases(input, "f.json")).toThrow(message);
    expect(() => objectiveCases(input, "f.json")).toThrow(/^f\.json: /);
  });
});
