import { fromBfloat16, fromHalf, toHalf } from "../../lib/float16.ts";
import { sizeOf } from "../../engine/model/parameters.ts";
import type { Weights } from "../../engine/policy.ts";
import { CheckpointError } from "./checkpointError.ts";
import { parseHeader, type StoredDtype, WIDTH } from "./safetensorsHeader.ts";

/**
 * A safetensors file: u64 header length, JSON header, tensors end to end in the order of the map, little-endian.
 * The header is padded with spaces so that the data starts at a multiple of 8.
 * Source: https://huggingface.co/docs/safetensors (format).
 *
 * @throws CheckpointError when a finite value does not fit the dtype, or data and shape disagree
 */
export function encodeSafetensors(
  weights: Weights,
  metadata: Record<string, string>,
  dtype: "F32" | "F16",
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of weights) {
    if (sizeOf(shape) !== data.length) {
      throw new CheckpointError(
        `tensor ${name}`,
        `${sizeOf(shape)} values for shape [${shape.join(", ")}]`,
        `${data.length}`,
      );
    }
    const start = end;
    end += data.length * WIDTH[dtype];
    header[name] = { dtype, shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8, 8 + headerBytes);
  bytes.set(json, 8);
  let at = 8 + headerBytes;
  for (const [name, { data }] of weights) {
    if (dtype === "F32") new Float32Array(bytes.buffer, at, data.length).set(data);
    else writeHalves(new Uint16Array(bytes.buffer, at, data.length), data, name);
    at += data.length * WIDTH[dtype];
  }
  return bytes;
}

/**
 * Reads F32, F16 and BF16 tensors into float32. `where` names the file in errors.
 * @throws CheckpointError: truncated, broken header, overlapping or missing ranges, foreign dtype
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  where: string,
): { weights: Weights; metadata: Record<string, string> } {
  const { tensors, metadata, dataStart } = parseHeader(bytes, where);
  const weights: Weights = new Map();
  for (const { name, dtype, shape, start, end } of tensors) {
    // A copy, because the range need not be aligned to the element size (and slice of a Node Buffer would not be one).
    const raw = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
    weights.set(name, { shape, data: readValues(raw, dtype) });
  }
  return { weights, metadata };
}

function readValues(raw: Uint8Array<ArrayBuffer>, dtype: StoredDtype): Float32Array {
  if (dtype === "F32") return new Float32Array(raw.buffer);
  return Float32Array.from(new Uint16Array(raw.buffer), dtype === "F16" ? fromHalf : fromBfloat16);
}

function writeHalves(out: Uint16Array, data: Float32Array, name: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    const half = toHalf(value);
    if ((half & 0x7fff) === 0x7c00 && Number.isFinite(value)) {
      throw new CheckpointError(`tensor ${name}`, "values within ±65504 for F16", `${value} at ${i}`, "save as F32");
    }
    out[i] = half;
  }
}
