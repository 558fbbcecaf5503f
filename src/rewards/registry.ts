import { accuracy } from "./accuracy.ts";
import { cosine } from "./cosine.ts";
import { format } from "./format.ts";
import { harmless } from "./harmless.ts";
import { helpful } from "./helpful.ts";
import { language } from "./language.ts";
import { length } from "./length.ts";
import { overlong } from "./overlong.ts";
import { reflection } from "./reflection.ts";
import { repetition } from "./repetition.ts";
import type { Reward } from "./reward.ts";
import { tagCount } from "./tagCount.ts";

/** Every reward there is, in the order in which parts are shown. */
export const REWARDS: readonly Reward[] = [
  accuracy,
  format,
  tagCount,
  language,
  overlong,
  length,
  cosine,
  repetition,
  reflection,
  helpful,
  harmless,
];
