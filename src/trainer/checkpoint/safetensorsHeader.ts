import { sizeOf } from "../../engine/model/parameters.ts";
import { CheckpointError } from "./checkpointError.ts";

/** Bytes of one value, by dtype that can be read. */
export const WIDTH = { F32: 4, F16: 2, BF16: 2 } as const;
export type StoredDtype = keyof typeof WIDTH;

export interface StoredTensor {
  name: string;
  dtype: StoredDtype;
  shape: number[];
  /** Byte range within the data section, end exclusive. */
  start: number;
  end: number;
}

interface Header {
  tensors: StoredTensor[];
  metadata: Record<string, string>;
  /** Where in the file the data section begins. */
  dataStart: number;
}

/** Longer headers are refused, as the reference implementation does. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * The checked header of a safetensors file: the ranges follow each other without gap or overlap and fill the file.
 * @throws CheckpointError naming the file, and the tensor where there is one
 */
export function parseHeader(bytes: Uint8Array, where: string): Header {
  if (bytes.length < 8)
    throw new CheckpointError(where, "a safetensors file (8 bytes or more)", `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || (length > 0 && bytes.length > 8 && bytes[8] !== 0x7b)) {
    throw new CheckpointError(where, "a safetensors header", "something else", "is this a safetensors file?");
  }
  if (8 + length > bytes.length) throw truncated(where, 8 + length, bytes.length);
  const json = parseObject(bytes.subarray(8, 8 + length), where);
  const metadata = parseMetadata(json["__metadata__"], where);
  const tensors = Object.entries(json)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => parseTensor(name, entry, where))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  checkRanges(tensors, where, 8 + length, bytes.length);
  return { tensors, metadata, dataStart: 8 + length };
}

function parseObject(bytes: Uint8Array, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new CheckpointError(`${where}: header`, "JSON", "text that is not JSON", "the file is broken");
  }
  if (!isRecord(value)) throw new CheckpointError(`${where}: header`, "a JSON object", JSON.stringify(value));
  return value;
}

function parseMetadata(value: unknown, where: string): Record<string, string> {
  if (value === undefined) return {};
  const out: Record<string, string> = {};
  if (!isRecord(value))
    throw new CheckpointError(`${where}: __metadata__`, "an object of strings", JSON.stringify(value));
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string")
      throw new CheckpointError(`${where}: __metadata__.${key}`, "a string", JSON.stringify(text));
    out[key] = text;
  }
  return out;
}

function parseTensor(name: string, entry: unknown, where: string): StoredTensor {
  const at = `${where}: tensor ${name}`;
  if (!isRecord(entry)) throw new CheckpointError(at, "{ dtype, shape, data_offsets }", JSON.stringify(entry));
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "F16" && dtype !== "BF16") {
    throw new CheckpointError(`${at}: dtype`, "F32, F16 or BF16", JSON.stringify(dtype));
  }
  if (!isCounts(shape)) throw new CheckpointError(`${at}: shape`, "a list of whole numbers", JSON.stringify(shape));
  const [start, end] = isCounts(offsets) ? offsets : [];
  if (!isCounts(offsets) || offsets.length !== 2 || start === undefined || end === undefined || start > end) {
    throw new CheckpointError(`${at}: data_offsets`, "[start, end] with start ≤ end", JSON.stringify(offsets));
  }
  const size = sizeOf(shape) * WIDTH[dtype];
  if (end - start !== size) {
    throw new CheckpointError(
      `${at}: data_offsets`,
      `${size} bytes for ${dtype} [${shape.join(", ")}]`,
      `${end - start}`,
    );
  }
  return { name, dtype, shape, start, end };
}

function checkRanges(tensors: StoredTensor[], where: string, dataStart: number, fileBytes: number): void {
  let end = 0;
  for (const tensor of tensors) {
    if (tensor.start !== end) {
      const what = tensor.start < end ? "an overlap" : "a gap";
      throw new CheckpointError(
        `${where}: tensor ${tensor.name}: data_offsets`,
        `start ${end}`,
        `${tensor.start}, ${what}`,
      );
    }
    end = tensor.end;
  }
  if (dataStart + end > fileBytes) throw truncated(where, dataStart + end, fileBytes);
  if (dataStart + end < fileBytes)
    throw new CheckpointError(where, `${dataStart + end} bytes`, `${fileBytes}, too many`);
}

const truncated = (where: string, expected: number, got: number): CheckpointError =>
  new CheckpointError(where, `${expected} bytes`, `${got}`, "the file is truncated; fetch or copy it again");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
