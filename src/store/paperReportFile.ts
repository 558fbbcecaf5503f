import type {
  AblationRun,
  Drawback,
  HackingPoint,
  RewardModelReport,
  Sieve,
  StageReport,
  StudentResult,
} from "../protocol/pipeline.ts";
import type { Interval, SuiteResult } from "../protocol/suite.ts";
import { STAGES } from "../recipes/stages.ts";

type Loose<T> = { [Key in keyof T]?: unknown };

/**
 * A report as a page can show it, or null where the file is none of ours. Lenient: a part that is missing or broken is left out, so
 * that an older or newer file still shows what it has.
 */
export function readStageReport(value: unknown): StageReport | null {
  if (!isObject<StageReport>(value) || value.format !== "aha-lab stage" || value.version !== 1) return null;
  const stage = STAGES.find((id) => id === value.stage);
  if (!stage) return null;
  const cost = isObject<StageReport["cost"]>(value.cost) ? value.cost : {};
  const { checkpoint, preferenceFromStep, checkpointStep } = value;
  const report: StageReport = {
    format: "aha-lab stage",
    version: 1,
    stage,
    scale: value.scale === "tiny" ? "tiny" : "full",
    seed: number(value.seed),
    settings: value.settings,
    lineage: text(value.lineage),
    parents: list(value.parents, isRef),
    checkpoint: isRef(checkpoint) ? checkpoint : null,
    cost: {
      sampledTokens: number(cost.sampledTokens),
      trainedTokens: number(cost.trainedTokens),
      seconds: number(cost.seconds),
    },
    backend: text(value.backend),
    date: text(value.date),
    before: isSuite(value.before) ? value.before : null,
    after: isSuite(value.after) ? value.after : null,
    history: list(value.history, isRecord),
    sieves: list(value.sieves, isSieve),
  };
  if (value.drawbacks !== undefined) report.drawbacks = list(value.drawbacks, isDrawback);
  if (value.ablation !== undefined) report.ablation = list(value.ablation, isAblationRun);
  if (value.rewardModels !== undefined) report.rewardModels = list(value.rewardModels, isRewardModel);
  if (value.hacking !== undefined) report.hacking = list(value.hacking, isHackingPoint);
  if (value.students !== undefined) report.students = list(value.students, isStudent);
  if (typeof preferenceFromStep === "number") report.preferenceFromStep = preferenceFromStep;
  if (typeof checkpointStep === "number") report.checkpointStep = checkpointStep;
  return report;
}

const isObject = <T extends object>(value: unknown): value is Loose<T> => typeof value === "object" && value !== null;
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = <T>(value: unknown, is: (item: unknown) => item is T): T[] =>
  Array.isArray(value) ? value.filter(is) : [];
const areAll = (values: readonly unknown[], type: "number" | "string"): boolean =>
  values.every((value) => typeof value === type);
const allObjects = (value: unknown): boolean => Array.isArray(value) && value.every((item) => isObject(item));

const isRef = (value: unknown): value is StageReport["parents"][number] =>
  isObject<StageReport["parents"][number]>(value) && areAll([value.name, value.sha256], "string");

const isInterval = (value: unknown): value is Interval =>
  isObject<Interval>(value) && areAll([value.value, value.low, value.high], "number");

const isMetrics = (value: unknown): boolean => isObject(value) && Object.values(value).every(isInterval);

const isSuite = (value: unknown): value is SuiteResult =>
  isObject<SuiteResult>(value) &&
  Array.isArray(value.levels) &&
  value.levels.every((level: unknown) => isObject<SuiteResult["levels"][number]>(level) && isMetrics(level.metrics)) &&
  isObject(value.domains) &&
  Object.values(value.domains).every(isMetrics) &&
  Array.isArray(value.problems) &&
  typeof value.samples === "number";

const isRecord = (value: unknown): value is StageReport["history"][number] =>
  isObject<StageReport["history"][number]>(value) && typeof value.step === "number" && isObject(value.metrics);

const isSieve = (value: unknown): value is Sieve =>
  isObject<Sieve>(value) &&
  areAll([value.entered, value.kept], "number") &&
  Array.isArray(value.filters) &&
  value.filters.every(
    (filter: unknown) =>
      isObject<Sieve["filters"][number]>(filter) && typeof filter.took === "number" && allObjects(filter.examples),
  ) &&
  isObject(value.keptByLevel) &&
  allObjects(value.examples);

const isDrawback = (value: unknown): value is Drawback =>
  isObject<Drawback>(value) && isInterval(value.before) && isInterval(value.after) && allObjects(value.examples);

const isAblationRun = (value: unknown): value is AblationRun =>
  isObject<AblationRun>(value) &&
  areAll([value.seed, value.weight], "number") &&
  isSuite(value.after) &&
  Array.isArray(value.history);

const isRewardModel = (value: unknown): value is RewardModelReport =>
  isObject<RewardModelReport>(value) && isInterval(value.accuracy) && allObjects(value.examples);

const isHackingPoint = (value: unknown): value is HackingPoint =>
  isObject<HackingPoint>(value) && areAll([value.step, value.rewardModel, value.truth], "number");

const isStudent = (value: unknown): value is StudentResult =>
  isObject<StudentResult>(value) && typeof value.name === "string" && isSuite(value.base) && isSuite(value.distilled);
