import * as z from "zod/mini";

export type FieldGroup = "run" | "task" | "domains" | "rollout" | "rewards" | "objective" | "optimiser" | "evaluation";

/** A field matters only while another field has one of these values; the page greys it out otherwise. */
export interface OnlyWith {
  key: string;
  in: readonly (string | boolean)[];
}

/** What a person is told about one field of the configuration, on the page, in `--help` and in error messages. */
export interface FieldInfo {
  label: string;
  /** One plain sentence. */
  hint: string;
  /** "" where there is none. */
  unit: string;
  group: FieldGroup;
  onlyWith?: OnlyWith;
  /** Other names of the command-line flag, without dashes. */
  aliases?: readonly string[];
}

export interface NumberInfo extends FieldInfo {
  min: number;
  max: number;
  /** Slider step; values between the steps are allowed. */
  step: number;
  default: number;
  scale?: "linear" | "log";
}

export interface Option<T extends string> {
  value: T;
  label: string;
  hint: string;
}

/** The complete metadata of one field. `min`, `max` and `step` are set for numbers, `options` for choices. */
export interface Field<Key extends string = string> {
  key: Key;
  label: string;
  hint: string;
  unit: string;
  type: "integer" | "number" | "choice" | "boolean";
  group: FieldGroup;
  default: number | string | boolean;
  min?: number;
  max?: number;
  step?: number;
  scale: "linear" | "log";
  options?: readonly Option<string>[];
  /** Kebab-case of the key, without dashes in front. */
  flag: string;
  aliases: readonly string[];
  onlyWith?: OnlyWith;
}

type FieldData = Omit<Field, "key" | "flag" | "aliases" | "scale"> & {
  scale?: "linear" | "log";
  aliases?: readonly string[];
};

/** Metadata hangs on the schema of each field, so that rule and description cannot drift apart. */
const registry = z.registry<FieldData>();

export const integer = (info: NumberInfo) =>
  z
    .int()
    .check(z.minimum(info.min), z.maximum(info.max))
    .register(registry, { ...info, type: "integer" });

export const real = (info: NumberInfo) =>
  z
    .number()
    .check(z.minimum(info.min), z.maximum(info.max))
    .register(registry, { ...info, type: "number" });

export const boolean = (info: FieldInfo & { default: boolean }) =>
  z.boolean().register(registry, { ...info, type: "boolean" });

export function choice<const T extends string>(info: FieldInfo & { default: T; options: readonly Option<T>[] }) {
  return z.enum(info.options.map((option) => option.value)).register(registry, { ...info, type: "choice" });
}

/** Reads the metadata back. Throws where a field was declared without it. */
export function fieldOf<Key extends string>(key: Key, schema: z.core.$ZodType): Field<Key> {
  const data = registry.get(schema);
  if (!data) throw new Error(`fieldOf: expected metadata for the field ${key}, got none`);
  const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { ...data, key, flag, aliases: data.aliases ?? [], scale: data.scale ?? "linear" };
}
