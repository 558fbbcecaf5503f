import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Weights } from "../../../src/engine/policy.ts";
import { fromHalf, toHalf } from "../../../src/lib/float16.ts";
import { CheckpointError } from "../../../src/trainer/checkpoint/checkpointError.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../src/trainer/checkpoint/safetensors.ts";

const tensor = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc.record({
    shape: fc.constant(shape),
    data: fc.float32Array({ minLength: size, maxLength: size, min: -60_000, max: 60_000, noNaN: true }),
  });
});
const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((n) => n !== "__metadata__" && n !== "__proto__");
const weightsOf = fc.array(fc.tuple(name, tensor), { maxLength: 5 }).map((entries): Weights => new Map(entries));
const metadataOf = fc.dictionary(
  fc.string().filter((k) => k !== "__proto__"),
  fc.string(),
  { maxKeys: 3 },
);

/** A file with this header text and this many bytes of data. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (start: number, end: number, extra: object = {}): object => ({
  dtype: "F32",
  shape: [(end - start) / 4],
  data_offsets: [start, end],
  ...extra,
});

describe("safetensors", () => {
  it("gives back what was put in: exactly in F32, rounded to half in F16", () => {
    fc.assert(
      fc.property(weightsOf, metadataOf, (weights, metadata) => {
        for (const dtype of ["F32", "F16"] as const) {
          const bytes = encodeSafetensors(weights, metadata, dtype);
          const back = decodeSafetensors(bytes, "file");
          expect(back.metadata).toEqual(metadata);
          expect([...back.weights.keys()].sort()).toEqual([...weights.keys()].sort());
          for (const [key, { shape, data }] of weights) {
            expect(back.weights.get(key)?.shape).toEqual(shape);
            const expected = dtype === "F32" ? data : data.map((v) => fromHalf(toHalf(v)));
            expect(back.weights.get(key)?.data).toEqual(expected);
          }
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("starts the data at a multiple of 8", () => {
    fc.assert(
      fc.property(weightsOf, (weights) => {
        const bytes = encodeSafetensors(weights, {}, "F32");
        expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
      }),
      { seed: 2 },
    );
  });

  it("reads from the middle of a larger buffer, and bfloat16", () => {
    const bytes = file({ a: { dtype: "BF16", shape: [2], data_offsets: [0, 4] } }, 4);
    bytes.set([0x80, 0x3f, 0x49, 0xc0], bytes.length - 4);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeSafetensors(larger.subarray(3), "file").weights.get("a")?.data).toEqual(Float32Array.of(1, -3.140625));
  });

  it("reads from a Node Buffer, whose slices share memory", () => {
    const weights: Weights = new Map([["a", { shape: [3], data: Float32Array.of(1, 2, 3) }]]);
    const buffer = Buffer.from(encodeSafetensors(weights, {}, "F32"));
    const { weights: back } = decodeSafetensors(buffer, "file");
    buffer.fill(0);
    expect(back).toEqual(weights);
  });

  it("names the truncation wherever the file is cut", () => {
    const whole = encodeSafetensors(
      new Map([["a", { shape: [3], data: Float32Array.of(1, 2, 3) }]]),
      { k: "v" },
      "F32",
    );
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length), "file")).toThrow(CheckpointError);
    }
    expect(() => decodeSafetensors(whole.subarray(0, whole.length - 1), "base.safetensors")).toThrow(
      /^base\.safetensors: expected \d+ bytes, got \d+ \(the file is truncated/,
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["a web page", new TextEncoder().encode("<!doctype html><html></html>"), /expected a safetensors header/],
    ["header that is not JSON", file("{not json", 0), /header: expected JSON/],
    ["too many bytes", file({ a: f32(0, 4) }, 8), /too many/],
    [
      "foreign dtype",
      file({ a: f32(0, 4, { dtype: "I64" }) }, 4),
      /tensor a: dtype: expected F32, F16 or BF16, got "I64"/,
    ],
    [
      "missing dtype",
      file({ a: { shape: [1], data_offsets: [0, 4] } }, 4),
      /tensor a: dtype: expected .* got undefined/,
    ],
    [
      "overlap",
      file({ a: f32(0, 8), b: f32(4, 12) }, 12),
      /tensor b: data_offsets: expected start 8, got 4, an overlap/,
    ],
    ["gap", file({ a: f32(0, 4), b: f32(8, 12) }, 12), /tensor b: data_offsets: expected start 4, got 8, a gap/],
    ["shape against range", file({ a: f32(0, 4, { shape: [2] }) }, 4), /tensor a: data_offsets: expected 8 bytes/],
    ["negative shape", file({ a: f32(0, 4, { shape: [-1] }) }, 4), /tensor a: shape/],
    ["reversed range", file({ a: f32(4, 0) }, 4), /tensor a: /],
    ["tensor that is no object", file({ a: 3 }, 0), /tensor a: expected \{ dtype/],
    ["metadata of numbers", file({ __metadata__: { k: 1 } }, 0), /__metadata__\.k: expected a string, got 1/],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, "file")).toThrow(CheckpointError);
    expect(() => decodeSafetensors(bytes, "file")).toThrow(message);
  });

  it("refuses to halve what does not fit, and data that disagrees with its shape", () => {
    const big: Weights = new Map([["a", { shape: [2], data: Float32Array.of(1, 70_000) }]]);
    expect(() => encodeSafetensors(big, {}, "F16")).toThrow(
      "tensor a: expected values within ±65504 for F16, got 70000 at 1",
    );
    const wrong: Weights = new Map([["a", { shape: [3], data: Float32Array.of(1) }]]);
    expect(() => encodeSafetensors(wrong, {}, "F32")).toThrow("tensor a: expected 3 values for shape [3], got 1");
  });

  it("never fails with anything but a CheckpointError on random damage", () => {
    const whole = encodeSafetensors(
      new Map([["a", { shape: [3], data: Float32Array.of(1, 2, 3) }]]),
      { k: "v" },
      "F32",
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = whole.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            decodeSafetensors(bytes, "file");
          } catch (error) {
            expect(error).toBeInstanceOf(CheckpointError);
          }
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  });
});
