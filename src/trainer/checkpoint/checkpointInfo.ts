import type { ModelShape } from "../../engine/policy.ts";
import type { Evaluation } from "../../protocol/messages.ts";
import type { RewardModelKind } from "../../protocol/pipeline.ts";
import { CheckpointError } from "./checkpointError.ts";

export const CHECKPOINT_FORMAT = "aha-lab checkpoint";

const REWARD_MODEL_KINDS: readonly RewardModelKind[] = ["helpful", "harmless", "generative"];

/** `<name>.json`, beside `<name>.safetensors`: where the weights come from. */
export interface CheckpointInfo {
  format: typeof CHECKPOINT_FORMAT;
  name: string;
  shape: ModelShape;
  /** Of the vocabulary that the weights were trained with. */
  vocabularyHash: string;
  /** Of the safetensors file, hexadecimal. */
  sha256: string;
  /** The command that makes it again. */
  command: string;
  seed: number;
  /** Tokens trained on, or generated in RL. */
  tokens: number;
  /** Smoothed final loss in nats a token; null where a loss says nothing (RL). */
  loss: number | null;
  /** Held-out scores of the weights as stored; null when not measured. */
  scores: Evaluation | null;
  /** Name of the checkpoint that training started from. */
  parent?: string;
  /** The kind of reward model that it is; absent for a policy. */
  rewardModel?: RewardModelKind;
  dtype: "F32" | "F16";
  /** ISO 8601. */
  date: string;
}

/**
 * Checks the form of a checkpoint's JSON, given as text or already parsed.
 * @throws CheckpointError naming the field
 */
export function parseCheckpointInfo(json: unknown, where: string): CheckpointInfo {
  const fields = toRecord(typeof json === "string" ? parseText(json, where) : json, where);
  const bad = (field: string, expected: string): CheckpointError =>
    new CheckpointError(`${where}: ${field}`, expected, show(fields[field]));
  const text = (field: string): string => {
    const value = fields[field];
    if (typeof value !== "string") throw bad(field, "a string");
    return value;
  };
  const number = (field: string): number => {
    const value = fields[field];
    if (typeof value !== "number" || !Number.isFinite(value)) throw bad(field, "a finite number");
    return value;
  };
  if (fields["format"] !== CHECKPOINT_FORMAT) throw bad("format", `"${CHECKPOINT_FORMAT}"`);
  const dtype = fields["dtype"];
  if (dtype !== "F32" && dtype !== "F16") throw bad("dtype", '"F32" or "F16"');
  if (!/^[0-9a-f]{64}$/.test(text("sha256"))) throw bad("sha256", "64 hexadecimal digits");
  const scores = fields["scores"] ?? null;
  if (scores !== null && !isEvaluation(scores)) throw bad("scores", "an evaluation or null");
  const rewardModel = REWARD_MODEL_KINDS.find((kind) => kind === fields["rewardModel"]);
  if (fields["rewardModel"] !== undefined && rewardModel === undefined) {
    throw bad("rewardModel", `one of ${REWARD_MODEL_KINDS.join(", ")}, or nothing`);
  }
  return {
    format: CHECKPOINT_FORMAT,
    name: text("name"),
    shape: parseShape(fields["shape"], `${where}: shape`),
    vocabularyHash: text("vocabularyHash"),
    sha256: text("sha256"),
    command: text("command"),
    seed: number("seed"),
    tokens: number("tokens"),
    loss: fields["loss"] === null ? null : number("loss"),
    scores,
    ...(fields["parent"] === undefined ? {} : { parent: text("parent") }),
    ...(rewardModel === undefined ? {} : { rewardModel }),
    dtype,
    date: text("date"),
  };
}

function parseShape(value: unknown, where: string): ModelShape {
  const fields = toRecord(value, where);
  const number = (field: string, min: number, max: number): number => {
    const n = fields[field];
    if (typeof n === "number" && n >= min && n <= max) return n;
    throw new CheckpointError(`${where}.${field}`, `a number from ${min} to ${max}`, show(n));
  };
  const count = (field: string, min: number, max: number): number => {
    const n = number(field, min, max);
    if (Number.isInteger(n)) return n;
    throw new CheckpointError(`${where}.${field}`, "a whole number", show(n));
  };
  const shape: ModelShape = {
    vocabSize: count("vocabSize", 1, 65_536),
    width: count("width", 2, 4096),
    layers: count("layers", 0, 64),
    heads: count("heads", 1, 64),
    mlpWidth: count("mlpWidth", 1, 16_384),
    ropeTheta: number("ropeTheta", 1, 1e9),
    normEps: number("normEps", 1e-12, 1),
  };
  if (shape.width % (2 * shape.heads) !== 0) {
    throw new CheckpointError(`${where}.heads`, `heads of even width (width ${shape.width})`, show(shape.heads));
  }
  return shape;
}

function parseText(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckpointError(where, "JSON", show(text.slice(0, 40)));
  }
}

function toRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new CheckpointError(where, "an object", show(value));
}

const isEvaluation = (value: unknown): value is Evaluation =>
  typeof value === "object" && value !== null && "levels" in value && "mean" in value;

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
