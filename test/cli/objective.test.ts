import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { objectiveCases } from "../../src/cli/objectiveCases.ts";
import { caseFile as file, caseInputs as inputs } from "./caseFile.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "objective-"));
afterAll(() => rmSync(folder, { recursive: true }));

const command = (...args: string[]) => run(process.execPath, ["--import", "tsx", "src/cli/objective.ts", ...args]);

interface Failure {
  code: number;
  stdout: string;
  stderr: string;
}
const failure = async (...args: string[]): Promise<Failure> => {
  const result: unknown = await command(...args).catch((error: unknown) => error);
  if (result instanceof Error && "code" in result && "stdout" in result && "stderr" in result) {
    return { code: Number(result.code), stdout: String(result.stdout), stderr: String(result.stderr) };
  }
  throw new Error("failure: expected the command to fail, got success");
};

const loss = (settings: object, change: object = {}): number =>
  objectiveCases(file(settings, change), "f")["a"]?.loss ?? Number.NaN;

describe("objective command", () => {
  it("prints JSON alone on stdout, with every case and full precision", async () => {
    const { stdout, stderr } = await command("--cases", "test/fixtures/trl_grpo_vectors.json", "--json");
    const printed: Record<string, { loss: number; grad: number[][]; metrics: object }> = JSON.parse(stdout);
    const fixture = JSON.parse(readFileSync("test/fixtures/trl_grpo_vectors.json", "utf8"));
    expect(printed).toEqual(JSON.parse(JSON.stringify(objectiveCases(fixture, "f"))));
    expect(stderr).toBe("");
  }, 30_000);

  it.each([
    ["NaN", '{"group_size": 2, "inputs": {"logp": [[NaN]]}, "cases": {}}', "JSON has no NaN"],
    ["an unknown setting", JSON.stringify(file({ "epsilon\n": 1 })), "did you mean epsilon?"],
  ])(
    "%s: one line on stderr, nothing on stdout, exit 1",
    async (_, text, message) => {
      const path = join(folder, "cases.json");
      writeFileSync(path, text);
      const { code, stdout, stderr } = await failure("--cases", path, "--json");
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(stderr).toContain(message);
    },
    30_000,
  );

  it("names a file that is not there", async () => {
    expect((await failure("--cases", join(folder, "missing.json"), "--json")).stderr).toContain(
      "expected a file that can be read",
    );
  }, 30_000);
});

describe("settings under TRL's names", () => {
  it("have TRL's defaults", () => {
    const explicit = {
      loss_type: "dapo",
      importance_sampling_level: "token",
      scale_rewards: "group",
      epsilon: 0.2,
      epsilon_high: null,
      delta: null,
      beta: 0,
      top_entropy_quantile: 1,
      off_policy_mask_threshold: null,
      use_bias_correction_kl: false,
      entropy_coef: 0,
      multi_objective_aggregation: "sum_then_normalize",
      reward_weights: null,
      temperature: 0.7,
      num_iterations: 2,
      gradient_accumulation_steps: 1,
      steps_per_generation: 1,
      mask_truncated_completions: false,
      use_vllm: false,
    };
    expect(loss({})).toBe(loss(explicit));
  });

  it("true and false are group and none", () => {
    expect(loss({ scale_rewards: true })).toBe(loss({ scale_rewards: "group" }));
    expect(loss({ scale_rewards: false })).toBe(loss({ scale_rewards: "none" }));
    expect(loss({ scale_rewards: "batch" })).not.toBe(loss({ scale_rewards: "group" }));
  });

  it("dr_grpo divides by the setting's max_completion_length, else by the inputs'", () => {
    const settings = { loss_type: "dr_grpo", scale_rewards: "none" };
    expect(loss(settings)).toBeCloseTo(2 * loss({ ...settings, max_completion_length: 8 }), 14);
    const withoutLength = { inputs: { max_completion_length: null } };
    expect(loss(settings, withoutLength)).toBeCloseTo((4 / 256) * loss(settings), 14);
  });

  it("epsilon_high is the cap of cispo and falls back to epsilon", () => {
    expect(loss({ loss_type: "cispo", epsilon: 0.9 })).toBe(
      loss({ loss_type: "cispo", epsilon: 0.3, epsilon_high: 0.9 }),
    );
  });

  it("a weight on the one reward scales unscaled advantages", () => {
    expect(loss({ scale_rewards: "none", reward_weights: [2] })).toBeCloseTo(2 * loss({ scale_rewards: "none" }), 14);
  });

  it("normalize_then_sum normalises in the group and then over the batch", () => {
    const first = { ...inputs, rewards: [1, 0, 1, 0.5] };
    const z = 0.5 / (Math.SQRT1_2 + 1e-4);
    const w = 0.25 / (Math.SQRT1_2 / 2 + 1e-4);
    const direct = loss({ scale_rewards: "batch" }, { inputs: { ...first, rewards: [z, -z, w, -w] } });
    expect(loss({ multi_objective_aggregation: "normalize_then_sum" })).toBeCloseTo(direct, 12);
  });

  it("a case may bring its own group size and inputs", () => {
    expect(loss({ num_generations: 4 })).toBe(loss({}, { group_size: 4 }));
    expect(loss({ num_generations: 4 })).not.toBe(loss({}));
    expect(loss({}, { inputs: { rewards: [0, 0, 0, 0] } })).toBe(0);
  });

  it("a missing or null old_logp is on-policy only when asked for", () => {
    expect(loss({ old: "none" })).toBe(loss({}, { inputs: { old_logp: inputs.logp } }));
    expect(loss({}, { inputs: { old_logp: null } })).toBe(loss({ old: "none" }));
  });

  it("reports the entropy bonus as TRL does", () => {
    const got = objectiveCases(file({ entropy_coef: 0.5 }), "f")["a"];
    expect(got?.metrics["policy_loss"]).toBeCloseTo(loss({}), 14);
    expect(got?.loss).toBeCloseTo(loss({}) - 0.5 * (got?.metrics["entropy"] ?? Number.NaN), 14);
  });
});
