import { createStore, type StoreApi } from "zustand/vanilla";
import type { FromWorker, ToWorker } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { Autosave } from "./autosave.ts";
import { broughtAlong } from "./broughtAlong.ts";
import { withNotice } from "./failureNotice.ts";
import type { Notice } from "./notice.ts";
import { receive } from "./receive.ts";
import { initialRunState, type EarlierRun, type RunState } from "./runState.ts";
import type { RunStorage } from "./runStorage.ts";
import type { StoredRun } from "./savedRuns.ts";
import { SeriesStore } from "./series.ts";
import { deadNotice, recoveredNotice, storageNotice } from "./sessionNotices.ts";
import type { TrainerWorker } from "./createTrainerWorker.ts";
import { WorkerClient } from "./workerClient.ts";

export interface SessionOptions {
  createWorker: () => TrainerWorker;
  runs: RunStorage;
  checkpointUrl: string;
}

const KEPT_EARLIER_RUNS = 6;
const KEPT_AHAS_IN_SAVE = 400;

/** One worker, one run: sends commands, takes in what comes back, keeps the last saved state for a crash. */
export class Session {
  readonly state: StoreApi<RunState>;
  readonly series = new SeriesStore();
  #client: WorkerClient<ToWorker, FromWorker>;
  #autosave: Autosave;
  #options: SessionOptions;
  #lastSaved: StoredRun | null = null;
  /** A load or restart is on its way: what still comes from the run before must not be taken for the new one. */
  #awaitingLoaded = false;
  /** A save was asked for, to go on from with a new worker. */
  #switching = false;
  #crashes = 0;
  #runsMade = 0;

  constructor(options: SessionOptions, config: RunConfig) {
    this.#options = options;
    this.state = createStore<RunState>()(() => initialRunState(config));
    this.#client = new WorkerClient<ToWorker, FromWorker>({
      create: options.createWorker,
      onMessage: (message) => this.#receive(message),
      onCrash: (reason) => this.#recover(reason),
    });
    this.#autosave = new Autosave(options.runs, (reason) => this.notify(storageNotice(reason)));
  }

  post(message: ToWorker): void {
    this.#client.post(message);
  }

  notify(notice: Notice): void {
    this.state.setState(({ notices }) => ({ notices: withNotice(notices, notice) }));
  }

  /**
   * A (re)load of the worker's policy: from the base checkpoint, or from a saved run.
   *
   * @param sameRun what is on the page belongs to the saved run and stays, up to its step
   */
  load(config: RunConfig, stored: StoredRun | null, sameRun = false): void {
    this.#begin(config, stored, sameRun);
    const { backendChoice: backend, engine } = this.state.getState();
    const message = { type: "load", config, checkpointUrl: this.#options.checkpointUrl, backend, engine } as const;
    this.post(stored ? { ...message, saved: stored.saved } : message);
  }

  /** From the base checkpoint; the run so far becomes a thin line. */
  restart(config: RunConfig): void {
    this.#keepEarlierRun();
    if (this.state.getState().backend === null) return this.load(config, null);
    this.#begin(config, null, false);
    this.post({ type: "restart", config });
  }

  /** A run that has begun is saved first and goes on, on the other backend or engine, from where it was. */
  switchEngine(choice: Partial<Pick<RunState, "backendChoice" | "engine">>): void {
    const { step, status } = this.state.getState();
    this.state.setState(choice);
    if (step > 0 && status !== "failed" && status !== "loading") {
      this.#switching = true;
      this.post({ type: "pause" });
      this.post({ type: "save" });
    } else {
      this.reload();
    }
  }

  /** The same again with a new worker: from the last saved state where there is one. */
  reload(): void {
    this.#client.stop();
    this.load(this.state.getState().config, this.#lastSaved, true);
  }

  async settled(): Promise<void> {
    await this.#autosave.settled();
  }

  dispose(): void {
    this.#client.stop();
  }

  #receive(message: FromWorker): void {
    if (this.#awaitingLoaded && isOfARun(message)) return;
    this.state.setState((state) => receive(state, message));
    switch (message.type) {
      case "loaded":
        this.#awaitingLoaded = false;
        this.#crashes = 0;
        if (this.state.getState().playQueued) {
          this.state.setState({ playQueued: false });
          this.post({ type: "play" });
        }
        break;
      case "step":
        this.series.append(message.record);
        break;
      case "restored":
        this.series.replace(message.history);
        break;
      case "saved-state":
        this.#lastSaved = this.#storedRun(message.saved);
        this.#autosave.save(this.#lastSaved);
        if (this.#switching) {
          this.#switching = false;
          this.#client.stop();
          this.load(this.#lastSaved.saved.config, this.#lastSaved, true);
        }
        break;
      case "failure":
        if (!message.failure.recoverable) this.state.setState({ playQueued: false });
        break;
      default:
        break;
    }
  }

  /** Clears what belongs to one run and shows what the saved one brings along. */
  #begin(config: RunConfig, stored: StoredRun | null, sameRun: boolean): void {
    const { draft: _draft, ...fresh } = initialRunState(config);
    const before = this.state.getState();
    const { backend, backendChoice, engine, shape, parameters, notices, earlierRuns, recordedRun, saved, playQueued } =
      before;
    this.#awaitingLoaded = true;
    this.#switching = false;
    this.#lastSaved = stored;
    this.series.replace(stored?.saved.history ?? []);
    this.state.setState({
      ...fresh,
      backend,
      backendChoice,
      engine,
      shape,
      parameters,
      notices,
      earlierRuns,
      recordedRun,
      saved,
      playQueued,
      ...(stored && broughtAlong(stored, sameRun ? before : null)),
    });
  }

  #keepEarlierRun(): void {
    const { config, evaluations } = this.state.getState();
    const history = this.series.history();
    if (history.length === 0) return;
    this.#runsMade++;
    const run: EarlierRun = {
      id: this.#runsMade,
      label: `run ${this.#runsMade}, seed ${config.seed}`,
      config,
      history,
      evaluations,
    };
    this.state.setState(({ earlierRuns }) => ({ earlierRuns: [...earlierRuns, run].slice(-KEPT_EARLIER_RUNS) }));
  }

  #storedRun(saved: StoredRun["saved"]): StoredRun {
    const { ahas, groups } = this.state.getState();
    const last = [...groups.values()].at(-1) ?? [];
    return { runId: saved.runId, savedAt: saved.savedAt, saved, ahas: ahas.slice(-KEPT_AHAS_IN_SAVE), groups: last };
  }

  #recover(reason: string): void {
    this.#crashes++;
    const { config, step } = this.state.getState();
    this.state.setState({ playQueued: false });
    if (this.#crashes > 1) {
      this.state.setState({ status: "failed", progress: null });
      this.notify(deadNotice(reason));
      return;
    }
    const stored = this.#lastSaved;
    if (!stored) this.#keepEarlierRun();
    this.notify(recoveredNotice(reason, stored?.saved.step ?? null, step));
    this.load(config, stored, true);
  }
}

/** Messages that belong to one run and are stale once another one was asked for. */
const isOfARun = (message: FromWorker): boolean =>
  message.type === "step" ||
  message.type === "evaluation" ||
  message.type === "progress" ||
  message.type === "saved-state" ||
  message.type === "replay" ||
  (message.type === "status" && message.status !== "failed" && message.status !== "loading");
