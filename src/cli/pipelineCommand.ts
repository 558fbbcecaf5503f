import { readReport } from "../pipeline/reports.ts";
import { runPipeline } from "../pipeline/runPipeline.ts";
import { pipelineSettings } from "../recipes/pipelineSettings.ts";
import { STAGES } from "../recipes/stages.ts";
import type { StageId, StageProgress, StageReport } from "../protocol/pipeline.ts";
import type { Interval, SuiteMetrics } from "../protocol/suite.ts";
import { AbandonedError } from "../trainer/abandonedError.ts";
import type { Flag } from "./arguments.ts";
import { BACKEND_FLAG, backendChoice } from "./backendFlag.ts";
import { readCheckpoint } from "./checkpointFiles.ts";
import { type Command, JSON_FLAG } from "./command.ts";
import { createCliPolicy } from "./createCliPolicy.ts";
import { directoryStore } from "./directoryStore.ts";
import { Interruption } from "./interruption.ts";
import { publishRun } from "./publishRun.ts";
import { ProgressLine } from "./progressLine.ts";
import { textTable } from "./textTable.ts";

const flags: readonly Flag[] = [
  {
    name: "stage",
    type: "choice",
    hint: "One stage, from what the stages before it left in --out, or all of them.",
    default: "all",
    options: ["all", ...STAGES],
  },
  {
    name: "scale",
    type: "choice",
    hint: "tiny shows the shape in minutes and means nothing; full is what the shipped checkpoints come from.",
    default: "tiny",
    options: ["tiny", "full"],
  },
  { name: "seed", type: "integer", hint: "Seed of everything.", default: 1, min: 0, max: 2_147_483_647 },
  {
    name: "out",
    type: "string",
    hint: "Directory of the run; an unfinished run there is gone on with.",
    required: true,
  },
  {
    name: "base",
    type: "string",
    hint: "Base model, pre-trained on four domains: path without extension.",
    default: "public/checkpoints/base-mini",
  },
  { name: "publish", type: "string", hint: "Copy reports and checkpoints to this folder for the page (public)." },
  BACKEND_FLAG,
  { ...JSON_FLAG, hint: "Print a JSON line a stage, and a last one with all of them, instead of a table." },
];

/** The paper from R1-Zero to the students, unattended: `DIR/<stage>/` gets checkpoints, data and report.json. */
export const pipelineCommand: Command = {
  name: "pipeline",
  about: "Run the stages of the paper, one or all. Interrupted, the same command goes on where it stopped.",
  flags,
  async run(args) {
    const stages = stagesNamed(args.text("stage"));
    const settings = pipelineSettings(args.text("scale") === "full" ? "full" : "tiny", args.number("seed"));
    const base = readCheckpoint(args.text("base"));
    const backend = backendChoice(args);
    const interruption = new Interruption();
    const line = new ProgressLine();
    const json = args.flag("json");
    try {
      const reports = await runPipeline({
        stages,
        settings,
        base,
        store: directoryStore(args.text("out")),
        folder: (stage) => stage,
        openPolicy: (shape, weights) => createCliPolicy(backend, shape, weights),
        pausePoint: async () => {
          if (await interruption.requested()) throw new AbandonedError();
        },
        today: () => new Date().toISOString(),
        now: () => performance.now(),
        onProgress: (progress) => line.show(() => progressText(progress)),
        onStage: (report, again) => {
          process.stderr.write(`${report.stage}: ${again ? "was done before" : "done"}\n`);
          if (json) process.stdout.write(`${JSON.stringify(summaryOf(report, again))}\n`);
        },
      });
      const publish = args.optionalText("publish");
      if (publish !== null) publishRun(args.text("out"), publish, await doneReports(args.text("out")));
      if (json)
        process.stdout.write(`${JSON.stringify({ summary: reports.map((one) => summaryOf(one, false).after) })}\n`);
      else process.stdout.write(table(reports));
    } catch (error) {
      if (error instanceof AbandonedError)
        throw new Error("interrupted and saved; the same command goes on from there", { cause: error });
      throw error;
    } finally {
      interruption.dispose();
    }
  },
};

function stagesNamed(name: string): StageId[] {
  return STAGES.filter((id) => name === "all" || id === name);
}

/** Of every stage that is done, whichever were asked for now. */
async function doneReports(directory: string): Promise<StageReport[]> {
  const files = { store: directoryStore(directory), folder: (stage: StageId): string => stage };
  const found: StageReport[] = [];
  for (const stage of STAGES) {
    const report = await readReport(files, stage);
    if (report !== null) found.push(report);
  }
  return found;
}

function progressText({ stage, part, fraction, message, totalEta }: StageProgress): string {
  const eta = totalEta === null ? "" : ` · ${Math.ceil(totalEta / 60)} min left`;
  return `${stage} ${Math.round(100 * fraction)} % (${part}) · ${message}${eta}`;
}

/** What a line on stdout says of a stage; everything else is in its report. */
function summaryOf(report: StageReport, again: boolean) {
  const { stage, scale, seed, lineage, checkpoint, parents, cost, before, after, sieves, students } = report;
  return {
    stage,
    scale,
    seed,
    lineage,
    again,
    checkpoint,
    parents,
    cost,
    before: before && scores(before.domains),
    after: after && scores(after.domains),
    sieves: sieves.map(({ source, entered, filters, kept }) => ({
      source,
      entered,
      took: filters.map(({ name, took }) => ({ name, took })),
      kept,
    })),
    ...(students && {
      students: students.map(({ name, parameters, base, distilled, direct }) => ({
        name,
        parameters,
        base: scores(base.domains),
        distilled: scores(distilled.domains),
        ...(direct && { direct: scores(direct.result.domains) }),
      })),
    }),
  };
}

/** The headline metrics of each domain, with intervals. */
function scores(domains: Record<string, SuiteMetrics>): Record<string, Record<string, Interval>> {
  const shown = /^(pass@1|cons@\d+|mean_length|language_consistency|format|aha_rate|helpful|harmless)$/;
  return Object.fromEntries(
    Object.entries(domains).map(([domain, metrics]) => [
      domain,
      Object.fromEntries(Object.entries(metrics).filter(([name]) => shown.test(name))),
    ]),
  );
}

function table(reports: readonly StageReport[]): string {
  const percent = (metrics: SuiteMetrics | undefined, name: string): string => {
    const found = metrics?.[name];
    return found === undefined ? "" : `${found.value.toFixed(3)} [${found.low.toFixed(3)}, ${found.high.toFixed(3)}]`;
  };
  const rows = reports.map(({ stage, before, after, cost }) => [
    stage,
    percent(before?.domains.reasoning, "pass@1"),
    percent(after?.domains.reasoning, "pass@1"),
    `${(cost.seconds / 60).toFixed(1)} min`,
  ]);
  return textTable([["stage", "reasoning pass@1 before", "after", "time"], ...rows]);
}
