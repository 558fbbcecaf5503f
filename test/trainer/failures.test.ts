import { describe, expect, it } from "vitest";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { CheckpointError } from "../../src/trainer/checkpoint/checkpointError.ts";
import { failureOf } from "../../src/trainer/failureOf.ts";
import { fetchCheckpoint, FetchError } from "../../src/trainer/fetchCheckpoint.ts";
import { NonFiniteError } from "../../src/trainer/nonFiniteError.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";

describe("failureOf", () => {
  it.each<[unknown, string]>([
    [new CheckpointError("a", "b", "c"), "checkpoint"],
    [new FetchError("a", "b"), "fetch"],
    [new NonFiniteError("step 1", "the loss", Number.NaN), "non-finite"],
    [new Error("GPUDevice was lost: destroyed"), "device-lost"],
    [new Error("A valid external Instance reference no longer exists."), "device-lost"],
    [new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded"), "out-of-memory"],
    [new RangeError("Array buffer allocation failed"), "out-of-memory"],
    [new Error("webgpu: expected an adapter, got none"), "no-webgpu"],
    [new Error("webgpu: the GPU reported an error: a binding is out of range"), "internal"],
    [new Error("webgpu policy: expected sequences of at most 1024 tokens, got 2000"), "internal"],
    [new Error("webgpu: the GPU is out of memory: no room"), "out-of-memory"],
    [new Error("reward accuracy: expected a finite score, got NaN"), "internal"],
    ["thrown text", "internal"],
  ])("%s is %s", (error, kind) => {
    const failure = failureOf(error, true);
    expect(failure.kind).toBe(kind);
    expect(failure.recoverable).toBe(true);
    expect(failure.message).toMatch(/[.!?]$/);
    expect(failure.hint).toMatch(/\.$/);
  });

  it("says so when the run is lost", () => {
    expect(failureOf(new Error("x"), false)).toMatchObject({
      recoverable: false,
      hint: expect.stringContaining("cannot go on"),
    });
  });
});

describe("fetchCheckpoint", () => {
  const shape = sizeShape("nano", VOCABULARY.length);
  const details = { name: "nano", shape, command: "", seed: 1, tokens: 0, loss: null, scores: null, date: "" };
  const { bytes, info } = encodeCheckpoint(initWeights(shape, 1), { ...details, dtype: "F32" });
  const files = new Map<string, () => Response>([
    ["base.json", () => new Response(JSON.stringify(info))],
    ["base.safetensors", () => new Response(bytes)],
    ["short.json", () => new Response(JSON.stringify(info))],
    ["short.safetensors", () => new Response(bytes.slice(0, 1000))],
    ["page.json", () => new Response("<!doctype html>")],
    ["page.safetensors", () => new Response("<!doctype html>")],
  ]);
  const fetcher: typeof fetch = async (url) => files.get(String(url))?.() ?? new Response("", { status: 404 });

  it("takes the name with or without extension", async () => {
    expect((await fetchCheckpoint("base", fetcher)).shape).toEqual(shape);
    expect((await fetchCheckpoint("base.safetensors", fetcher)).info.name).toBe("nano");
  });

  it("tells a missing file, no answer, a truncated file and a page in its place apart", async () => {
    await expect(fetchCheckpoint("gone", fetcher)).rejects.toThrow("gone.json: expected status 200, got 404");
    const offline: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    await expect(fetchCheckpoint("base", offline)).rejects.toThrow("base.json: no answer (Failed to fetch)");
    await expect(fetchCheckpoint("short", fetcher)).rejects.toThrow(CheckpointError);
    await expect(fetchCheckpoint("page", fetcher)).rejects.toThrow(CheckpointError);
  });
});
