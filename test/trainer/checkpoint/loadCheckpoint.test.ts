import { describe, expect, it } from "vitest";
import { parameterSpecs, sizeOf } from "../../../src/engine/model/parameters.ts";
import { sizeShape } from "../../../src/engine/model/shape.ts";
import type { Weights } from "../../../src/engine/policy.ts";
import { sha256 } from "../../../src/lib/sha256.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { CheckpointError } from "../../../src/trainer/checkpoint/checkpointError.ts";
import type { CheckpointInfo } from "../../../src/trainer/checkpoint/checkpointInfo.ts";
import { encodeCheckpoint } from "../../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { loadCheckpoint } from "../../../src/trainer/checkpoint/loadCheckpoint.ts";
import { encodeSafetensors } from "../../../src/trainer/checkpoint/safetensors.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";

const shape = sizeShape("nano", VOCABULARY.length);

function someWeights(): Weights {
  const rng = Rng.of(1, "weights");
  return new Map(
    parameterSpecs(shape).map((spec) => [
      spec.name,
      { shape: spec.shape, data: Float32Array.from({ length: sizeOf(spec.shape) }, () => rng.normal()) },
    ]),
  );
}

const details = {
  name: "test",
  shape,
  command: "npm run pretrain",
  seed: 1,
  tokens: 100,
  loss: 2.5,
  scores: null,
  dtype: "F32",
  date: "2025-01-01T00:00:00.000Z",
} as const;

const make = (weights = someWeights()): { bytes: Uint8Array; info: CheckpointInfo } =>
  encodeCheckpoint(weights, details);

/** The same file with tensors changed, its checksum brought up to date. */
function changed(change: (weights: Weights) => void): { bytes: Uint8Array; info: CheckpointInfo } {
  const weights = someWeights();
  change(weights);
  const bytes = encodeSafetensors(weights, {}, "F32");
  return { bytes, info: { ...make().info, sha256: sha256(bytes) } };
}

const tensorOf = (weights: Weights, name: string): { shape: number[]; data: Float32Array } => {
  const tensor = weights.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  return tensor;
};

describe("loadCheckpoint", () => {
  it("gives back shape, weights and story, from text or parsed JSON", () => {
    const { bytes, info } = make();
    for (const json of [info, JSON.stringify(info)]) {
      const loaded = loadCheckpoint(bytes, json, "base");
      expect(loaded.shape).toEqual(shape);
      expect(loaded.info).toEqual(info);
      expect(loaded.weights).toEqual(someWeights());
    }
  });

  it.each<[string, (info: CheckpointInfo) => unknown, RegExp]>([
    ["a web page", () => "<!doctype html>", /^base\.json: expected JSON, got "<!doctype html>"/],
    [
      "another format",
      (info) => ({ ...info, format: "gguf" }),
      /^base\.json: format: expected "aha-lab checkpoint", got "gguf"/,
    ],
    [
      "wrong vocabulary",
      (info) => ({ ...info, vocabularyHash: "0000" }),
      /^base\.json: vocabularyHash: expected .* got 0000/,
    ],
    ["missing seed", ({ seed: _, ...rest }) => rest, /^base\.json: seed: expected a finite number, got nothing/],
    ["missing shape", ({ shape: _, ...rest }) => rest, /^base\.json: shape: expected an object, got nothing/],
    [
      "absurd width",
      (info) => ({ ...info, shape: { ...shape, width: 1e9 } }),
      /shape\.width: expected a number from 2 to 4096/,
    ],
    [
      "heads that do not divide",
      (info) => ({ ...info, shape: { ...shape, heads: 5 } }),
      /shape\.heads: expected heads of even/,
    ],
    [
      "other shape",
      (info) => ({ ...info, shape: { ...shape, mlpWidth: 80 } }),
      /gate_proj\.weight: expected shape \[80, 32\], got \[88, 32\]/,
    ],
    [
      "fewer layers",
      (info) => ({ ...info, shape: { ...shape, layers: 1 } }),
      /tensors: expected the 11 names .* got model\.layers\.1\./,
    ],
    [
      "other checksum",
      (info) => ({ ...info, sha256: "0".repeat(64) }),
      /^base\.safetensors: expected the sha256 of its JSON, 0{12}…/,
    ],
    ["broken scores", (info) => ({ ...info, scores: 3 }), /scores: expected an evaluation or null, got 3/],
  ])("refuses %s", (_, change, message) => {
    const { bytes, info } = make();
    expect(() => loadCheckpoint(bytes, change(info), "base")).toThrow(CheckpointError);
    expect(() => loadCheckpoint(bytes, change(info), "base")).toThrow(message);
  });

  it.each([NaN, Infinity, -Infinity])("names the tensor that holds %s", (value) => {
    const { bytes, info } = changed((weights) => {
      tensorOf(weights, "model.layers.1.mlp.up_proj.weight").data[5] = value;
    });
    expect(() => loadCheckpoint(bytes, info, "base")).toThrow(
      `base.safetensors: tensor model.layers.1.mlp.up_proj.weight: expected finite values, got ${value} at 5`,
    );
  });

  it("names a missing tensor and a foreign one", () => {
    const missing = changed((weights) => weights.delete("model.norm.weight"));
    expect(() => loadCheckpoint(missing.bytes, missing.info, "base")).toThrow(
      "base.safetensors: tensor model.norm.weight: expected shape [32], got no such tensor",
    );
    const foreign = changed((weights) => weights.set("lm_head.weight", { shape: [1], data: Float32Array.of(1) }));
    expect(() => loadCheckpoint(foreign.bytes, foreign.info, "base")).toThrow(
      /got lm_head\.weight \(the embeddings are tied/,
    );
  });

  it("refuses a truncated file", () => {
    const { bytes, info } = make();
    expect(() => loadCheckpoint(bytes.subarray(0, bytes.length / 2), info, "base")).toThrow(/the file is truncated/);
  });
});
