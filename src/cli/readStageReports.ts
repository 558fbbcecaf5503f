import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { shown } from "../lib/shown.ts";
import { STAGES } from "../recipes/stages.ts";
import { ALL_LEVELS } from "../world/tasks/index.ts";

const metrics = z.record(z.string(), z.object({ value: z.number(), low: z.number(), high: z.number() }));

const suiteResult = z.object({
  suite: z.object({ version: z.number(), hash: z.string() }),
  samples: z.number(),
  levels: z.array(z.object({ level: z.string(), domain: z.string(), n: z.number() })),
  domains: z.object({
    maths: metrics,
    programs: metrics,
    logic: metrics,
    science: metrics,
    general: metrics,
    reasoning: metrics,
  }),
  problems: z.array(
    z.object({
      index: z.number(),
      level: z.enum(ALL_LEVELS),
      right: z.number(),
      vote: z.number(),
      meanLength: z.number(),
      helpful: z.optional(z.number()),
      harmless: z.optional(z.number()),
    }),
  ),
});

const stageReport = z.object({
  format: z.literal("aha-lab stage"),
  version: z.literal(1),
  stage: z.string(),
  scale: z.string(),
  seed: z.number(),
  before: z.nullable(suiteResult),
  after: z.nullable(suiteResult),
  students: z.optional(
    z.array(
      z.object({
        name: z.string(),
        base: suiteResult,
        distilled: suiteResult,
        direct: z.optional(z.object({ result: suiteResult })),
      }),
    ),
  ),
});

export type TableResult = z.infer<typeof suiteResult>;

/** What the per-stage table reads of a report; everything else in the file is left alone. */
export type TableReport = z.infer<typeof stageReport>;

/**
 * The reports DIR/<stage>/report.json that are there, in the paper's order.
 *
 * @throws Error naming the file and the field that is not as it should be, or the directory where there is no report at all
 */
export function readStageReports(directory: string): TableReport[] {
  const found = STAGES.map((stage) => ({ stage, file: join(directory, stage, "report.json") })).filter(({ file }) =>
    existsSync(file),
  );
  if (found.length === 0) {
    throw new Error(
      `--table: expected a directory with <stage>/report.json of a pipeline run, got none in ${directory}`,
    );
  }
  return found.map(({ stage, file }) => {
    const report = readReport(file);
    if (report.stage !== stage) throw new Error(`${file}: stage: expected "${stage}", got "${report.stage}"`);
    return report;
  });
}

function readReport(file: string): TableReport {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    throw new Error(`${file}: expected JSON, got ${got}`, { cause: error });
  }
  const parsed = stageReport.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue === undefined ? "expected a stage report" : sentence(issue, json)}`);
}

/** "after.samples: expected number, got nothing". */
function sentence(issue: z.core.$ZodIssue, json: unknown): string {
  const { path } = issue;
  const value = path.reduce<unknown>(
    (inside, key) => (inside !== null && typeof inside === "object" ? Reflect.get(inside, key) : undefined),
    json,
  );
  const expected =
    issue.code === "invalid_type"
      ? issue.expected
      : issue.code === "invalid_value"
        ? issue.values.map((one) => JSON.stringify(one)).join(" or ")
        : "another value";
  return `${path.map(String).join(".") || "report"}: expected ${expected}, got ${shown(value)}`;
}
