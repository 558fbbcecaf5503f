import type { Composition } from "./composition.ts";
import { rmsNormTfjs } from "./rmsNorm/tfjs.ts";

/** The composition of every kernel, by the kernel's name. */
export const COMPOSITIONS: ReadonlyMap<string, Composition> = new Map(
  [rmsNormTfjs].map((composition: Composition) => [composition.spec.name, composition]),
);
