import { describe, expect, it } from "vitest";
import { type Flag, parseArguments } from "../../src/cli/arguments.ts";
import { FIELDS } from "../../src/rl/config.ts";
import { RUN_FLAGS, runConfigFrom } from "../../src/cli/runFlags.ts";

const flags: readonly Flag[] = [
  { name: "steps", type: "integer", hint: "", default: 10, min: 1, max: 10_000 },
  { name: "learning-rate", type: "number", hint: "", min: 1e-6, max: 1, aliases: ["lr"] },
  { name: "out", type: "string", hint: "" },
  { name: "backend", type: "choice", hint: "", options: ["auto", "wasm"] },
  { name: "json", type: "boolean", hint: "" },
];

describe("parseArguments", () => {
  it("reads both forms, aliases, exponents, bare booleans and defaults", () => {
    const args = parseArguments(["--lr", "3e-4", "--out=a=b", "--json", "--backend", "wasm"], flags);
    expect(args.number("learning-rate")).toBe(3e-4);
    expect(args.text("out")).toBe("a=b");
    expect(args.flag("json")).toBe(true);
    expect(args.text("backend")).toBe("wasm");
    expect(args.number("steps")).toBe(10);
    expect([...args.given].sort()).toEqual(["backend", "json", "learning-rate", "out"]);
    expect(parseArguments(["--steps", "2e3"], flags).number("steps")).toBe(2000);
    expect(parseArguments(["--json", "false"], flags).flag("json")).toBe(false);
  });

  it.each<[string[], string]>([
    [["--stpes", "3"], "--stpes: expected a known flag, got an unknown one (did you mean --steps?)"],
    [["--zzzzzz"], "--zzzzzz: expected a known flag, got an unknown one"],
    [["steps"], 'arguments: expected a flag that starts with --, got "steps"'],
    [["--steps"], "--steps: expected a whole number from 1 to 10000, got nothing"],
    [["--out", "--json"], "--out: expected a value, got nothing"],
    [["--steps", "0"], '--steps: expected a whole number from 1 to 10000, got "0"'],
    [["--steps", "-1"], '--steps: expected a whole number from 1 to 10000, got "-1"'],
    [["--steps", "1.5"], '--steps: expected a whole number from 1 to 10000, got "1.5"'],
    [["--steps", "many"], '--steps: expected a whole number from 1 to 10000, got "many"'],
    [["--lr", "NaN"], '--lr: expected a number from 0.000001 to 1, got "NaN"'],
    [["--backend", "gpu"], '--backend: expected one of auto, wasm, got "gpu"'],
    [["--json=maybe"], '--json: expected true or false, got "maybe"'],
    [["--out="], '--out: expected a value, got ""'],
    [["--steps", "3", "--steps", "4"], "--steps: expected it once, got it twice"],
  ])("refuses %j", (argv, message) => {
    expect(() => parseArguments(argv, flags)).toThrow(message);
  });

  it("asks for what is required", () => {
    expect(() => parseArguments([], [{ name: "prompt", type: "string", hint: "", required: true }])).toThrow(
      "--prompt: expected a value, got nothing (it is required)",
    );
  });
});

describe("run flags", () => {
  const config = (...argv: string[]): ReturnType<typeof runConfigFrom> =>
    runConfigFrom(parseArguments(argv, RUN_FLAGS), null);

  it("covers every field of the configuration with its range", () => {
    expect(RUN_FLAGS.map(({ name }) => name)).toEqual(FIELDS.map(({ flag }) => flag));
    expect(config("--kl-coef", "0.5", "--group", "8", "--trust", "gmpo", "--kl-unbiased")).toMatchObject({
      klCoef: 0.5,
      groupSize: 8,
      trust: "gmpo",
      klUnbiased: true,
    });
    expect(() => config("--group", "1")).toThrow('--group: expected a whole number from 2 to 64, got "1"');
  });

  it("lets the preset win over defaults and flags over the preset", () => {
    expect(config("--preset", "too-hot").learningRate).toBe(1e-3);
    expect(config("--preset", "too-hot", "--lr", "1e-4").learningRate).toBe(1e-4);
    expect(() => config("--prompts", "1", "--group", "2", "--minibatches", "9")).toThrow(
      /^settings: minibatches: expected at most/,
    );
  });
});
