import { createStore } from "zustand/vanilla";
import type { FromPipeline, PipelineSettings, StageId, StageReport } from "../protocol/pipeline.ts";
import type { Paper, PaperActions, PaperRun, PaperState, PipelineWorker } from "./paper.types.ts";
import { WorkerClient } from "./workerClient.ts";
import { pipelineSettings } from "../recipes/pipelineSettings.ts";
import { STAGES } from "../recipes/stages.ts";
import { examplesOf, loadExamples, type PaperExamples } from "./paperExamples.ts";
import { paperReceive } from "./paperReceive.ts";
import { readStageReport } from "./paperReportFile.ts";
import { loadShippedReports } from "./paperReports.ts";
import type { PaperStore } from "./paperStorage.ts";
import { pipelineFile } from "./pipelineArtifacts.ts";

export interface PaperOptions {
  /** Null where stages cannot be computed. */
  createWorker: (() => PipelineWorker) | null;
  storage: PaperStore;
  /** The folder of the page, for the worker and for the shipped results. */
  baseUrl: string;
  fetchFile?: typeof fetch;
  /** A file of the worker's database. */
  readOwn?: typeof pipelineFile;
  now?: () => number;
}

/** News of the run are written down at most this often; what a reload loses of them is only what the page says about the run. */
const MEMORY_EVERY = 3_000; // ms

export const initialPaperState = (): PaperState => ({
  shipped: null,
  own: [],
  settings: pipelineSettings("tiny"),
  chosen: {},
  examples: null,
  status: "idle",
  run: null,
  history: [],
  failure: null,
  backend: null,
  storageProblem: null,
});

/** The page's side of the pipeline. Nothing is loaded before `actions.open()`, no worker is started before a run. */
export function createPaper({
  createWorker,
  storage,
  baseUrl,
  fetchFile = fetch,
  readOwn = pipelineFile,
  now = Date.now,
}: PaperOptions): Paper {
  const state = createStore<PaperState>()(initialPaperState);
  let opened: Promise<void> | null = null;
  let remembered = 0;

  const keep = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      state.setState({ storageProblem: error instanceof Error ? error.message : String(error) });
    }
  };
  const remember = (): void => {
    const { settings, run, status } = state.getState();
    const unfinished = status === "running" || status === "stopping" || status === "stopped" || status === "failed";
    remembered = now();
    void keep(storage.putMemory({ settings, run: unfinished ? run : null, stopped: status === "stopped" }));
  };

  const client = createWorker
    ? new WorkerClient({
        create: createWorker,
        onMessage: (message) => receive(message),
        onCrash: (reason) =>
          receive({
            type: "failure",
            stage: null,
            failure: {
              kind: "internal",
              message: `The worker that computes the stages has stopped: ${reason}.`,
              hint: "Finished stages are kept. Press Go on to continue from the last stored step.",
              recoverable: true,
            },
          }),
      })
    : null;

  function receive(message: FromPipeline): void {
    const stageBefore = state.getState().run?.stage;
    state.setState((before) => paperReceive(before, message, now()));
    const isNewStage = state.getState().run?.stage !== stageBefore;
    if (message.type === "stage-done") {
      const made = state.getState().own.at(-1);
      if (made?.report === message.report) void keep(storage.putReport(made));
    }
    if (message.type !== "progress" || isNewStage || now() - remembered > MEMORY_EVERY) remember();
    if (message.type === "finished") client?.stop();
  }

  const start = (stages: readonly StageId[], settings: PipelineSettings, run: PaperRun | null): void => {
    if (!client) return;
    state.setState({
      status: "running",
      failure: null,
      history: [],
      run: run ?? { stages, settings, stage: null, progress: null },
    });
    client.post({ type: "run", stages: [...stages], settings, baseUrl });
    remember();
  };

  const actions: PaperActions = {
    open: () => (opened ??= open()),
    runAll: () => start(STAGES, state.getState().settings, null),
    goOn: () => {
      const { run } = state.getState();
      if (run) start(run.stages, run.settings, run);
    },
    stop: () => {
      if (state.getState().status !== "running") return;
      state.setState({ status: "stopping" });
      client?.post({ type: "stop" });
    },
    edit: (change) => {
      state.setState(({ settings }) => ({ settings: change(settings) }));
      remember();
    },
    choose: (stage, id) => state.setState(({ chosen }) => ({ chosen: { ...chosen, [stage]: id } })),
    readExamples,
  };

  async function readExamples(report: StageReport): Promise<void> {
    const known = examplesOf(state.getState(), report)?.status;
    if (known === "reading" || known === "ready") return;
    const reading: PaperExamples = { report, status: "reading" };
    state.setState({ examples: reading });
    const own = state.getState().own.some((made) => made.report === report);
    const found = await loadExamples(report, own, { baseUrl, fetchFile, readOwn }).then(
      (groups): PaperExamples => (groups ? { report, status: "ready", groups } : { report, status: "missing" }),
      (error: unknown): PaperExamples => ({
        report,
        status: "failed",
        problem: error instanceof Error ? error.message : String(error),
      }),
    );
    // Meanwhile those of another result may have been asked for.
    if (state.getState().examples === reading) state.setState({ examples: found });
  }

  async function open(): Promise<void> {
    const shipped = loadShippedReports(baseUrl, fetchFile).then((reports) => state.setState({ shipped: reports }));
    await keep(restore());
    await shipped;
  }

  async function restore(): Promise<void> {
    const [reports, memory] = await Promise.all([storage.reports(), storage.memory()]);
    const own = reports.flatMap((made) => {
      const report = readStageReport(made.report);
      return report ? [{ ...made, report }] : [];
    });
    // A run that was started while storage was read is not overwritten.
    if (state.getState().status !== "idle") return;
    state.setState({ own, ...(memory && { settings: memory.settings }) });
    if (memory?.run) state.setState({ run: memory.run, status: memory.stopped ? "stopped" : "interrupted" });
  }

  return { state, actions, canRun: client !== null };
}
