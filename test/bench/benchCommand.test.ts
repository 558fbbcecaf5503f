import { describe, expect, it } from "vitest";
import { runInProcess } from "../cli/runInProcess.ts";
import { benchCommand } from "./benchCommand.ts";
import type { BenchReport } from "./benchResult.ts";
import { profileCommand } from "./profileCommand.ts";

describe("bench", { timeout: 180_000 }, () => {
  it("prints one JSON object with figures, ratios, counts, peaks, agreement and targets", async () => {
    const { stdout, code } = await runInProcess(benchCommand, [
      "--json",
      "--quick",
      "--backend",
      "wasm",
      "--size",
      "nano",
    ]);
    expect(code).toBe(0);
    const report: BenchReport = JSON.parse(stdout);
    expect(report.adapter).toBeNull();
    expect(report.cores).toBeGreaterThan(0);
    expect(report.command).toBe("npm run bench -- --backend wasm --size nano --quick true");
    expect(report.results.filter(({ path }) => path === "wasm-1").map(({ op, shape }) => [op, shape])).toEqual([
      ["sample", "nano-32"],
      ["update", "nano-32"],
    ]);
    for (const result of report.results) {
      expect(result.tokens).toBeGreaterThan(0);
      expect(result.repetitions).toBeGreaterThanOrEqual(5);
      expect([result.maps, result.submits, result.dispatches]).toEqual([0, 0, 0]);
      expect(result.gflops).toBeGreaterThan(0);
      expect(result.bytes_after).toBe(result.bytes_before);
      expect(result.ratio_jax).toBeCloseTo(result.ours / (result.jax ?? 0), 6);
      if (result.path === "wasm-1") expect(result.ratio_tfjs).toBeCloseTo(result.ours / (result.tfjs ?? 0), 6);
      else expect(result.reasons.tfjs).toBe("TensorFlow.js has no threads in Node");
    }
    expect(Object.keys(report.contestants["wasm-1"] ?? {})).toEqual(["ours", "tfjs", "jax"]);
    for (const { found } of report.agreement) expect(found.cosine).toBeGreaterThan(0.999);
    expect(report.peaks["wasm-1"]?.ours).toBeGreaterThan(0);
    const sampling = report.targets.find(
      ({ path, op, what }) => path === "wasm-1" && op === "sample" && what.includes("tfjs"),
    );
    expect(sampling).toMatchObject({ wanted: 8, shape: "nano-32" });
    expect(sampling?.reached).toBe((sampling?.measured ?? 0) >= 8);
    const unmeasured = report.targets.filter(({ path }) => path.startsWith("webgpu"));
    expect(unmeasured.length).toBeGreaterThan(5);
    expect(unmeasured.every(({ measured, reached }) => measured === null && reached === null)).toBe(true);
  });

  it("refuses what it does not know in one line", async () => {
    const { stderr, code } = await runInProcess(benchCommand, ["--backend", "cuda"]);
    expect([stderr, code]).toEqual(['bench: --backend: expected one of webgpu, wasm, got "cuda"\n', 1]);
  });
});

describe("profile", { timeout: 60_000 }, () => {
  it("divides a step's time into phases whose shares make up the whole", async () => {
    const argv = ["--json", "--size", "nano", "--prompts", "2", "--group", "4"];
    const { stdout, code } = await runInProcess(profileCommand, argv);
    expect(code).toBe(0);
    const profile = JSON.parse(stdout);
    expect(Object.keys(profile.phases)).toEqual([
      "prefill",
      "decode",
      "reward",
      "logProbs",
      "forward",
      "backward",
      "optimizer",
      "readBack",
      "idle",
    ]);
    const phases: { seconds: number; share: number }[] = Object.values(profile.phases);
    expect(phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(2 * profile.step_seconds);
    expect(profile.phases.decode.seconds).toBeGreaterThan(0);
    expect(profile.phases.backward.seconds).toBeGreaterThan(0);
    expect(profile).toMatchObject({ backend: "wasm", size: "nano", prompts: 2, group: 4, steps: 5 });
  });
});
