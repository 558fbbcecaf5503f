import type { RunStatus } from "../protocol/messages.ts";
import { DEFAULT_CONFIG, parseConfigLenient, type RunConfig } from "../rl/config.ts";
import type { StoreApi } from "zustand/vanilla";
import { draftChanges } from "./draft.ts";
import { nearestStep } from "./groupRing.ts";
import type { Lab, LabActions } from "./lab.types.ts";
import { loadRecordedRun } from "./loadRecordedRun.ts";
import { noticeActions } from "./noticeActions.ts";
import { withEngine } from "./pageOptions.ts";
import type { BackendChoice, EngineChoice } from "./runState.ts";
import { summaryOf, type StoredRun } from "./savedRuns.ts";
import { Session, type SessionOptions } from "./session.ts";
import type { ThemeChoice } from "./theme.ts";
import { decodeHash, encodeHash, presetConfig } from "./urlHash.ts";

/** Where the configuration lives in the address. */
export interface Address {
  hash(): string;
  /** Without a new entry in the history. */
  replaceHash(hash: string): void;
  /** The query, "" or with its leading "?". */
  search(): string;
  replaceSearch(search: string): void;
  /** Without the hash. */
  base(): string;
  onHashChange(listener: () => void): () => void;
}

export interface LabOptions extends SessionOptions {
  address: Address;
  recordedRunUrl: string;
  backend: BackendChoice;
  engine?: EngineChoice;
  theme: StoreApi<{ choice: ThemeChoice }>;
  newSeed: () => number;
  reloadPage: () => void;
}

/** Puts the page's side together. Nothing is loaded before `actions.open()`. */
export function createLab(options: LabOptions): Lab {
  const { address, runs } = options;
  const first = decodeHash(address.hash());
  const session = new Session(options, first.config);
  const { state: run, series } = session;
  run.setState({ backendChoice: options.backend, engine: options.engine ?? {} });
  const edit = (draft: RunConfig): void => {
    run.setState({ draft });
    address.replaceHash(encodeHash(draft));
  };
  const tellProblems = (problems: readonly string[]): void => {
    if (problems.length === 0) return;
    session.notify({
      id: "link",
      tone: "warning",
      title: "Some settings of the link were not used",
      actions: [],
      text: `${problems.join(". ")}.`,
    });
  };
  const stopListening = address.onHashChange(() => {
    if (address.hash() === encodeHash(run.getState().draft)) return;
    const { config, problems } = decodeHash(address.hash());
    edit(config);
    tellProblems(problems);
  });
  const restart = (config: RunConfig): void => {
    const { status } = run.getState();
    if (status === "playing") run.setState({ playQueued: true });
    edit(config);
    session.restart(config);
  };

  const actions: LabActions = {
    open: async () => {
      tellProblems(first.problems);
      session.load(first.config, null);
      const recorded = loadRecordedRun(options.recordedRunUrl).then((recordedRun) => run.setState({ recordedRun }));
      try {
        const stored = await runs.latest();
        if (stored && isResumable(stored)) run.setState({ saved: summaryOf(stored) });
      } catch {
        // Storage that cannot be read is told about when the first save is refused.
      }
      await recorded;
    },
    play: () => {
      const { status, step, config, draft } = run.getState();
      if (status === "loading") run.setState({ playQueued: true });
      else if (step === 0 && status === "ready" && draftChanges(config, draft).length > 0) {
        run.setState({ playQueued: true });
        session.restart(draft);
      } else if (canGo(status)) session.post({ type: "play" });
    },
    pause: () => {
      run.setState({ playQueued: false });
      if (run.getState().status !== "playing") return;
      // Said at once: the worker answers only when it comes out of the samples that it is in.
      run.setState({ status: "pausing" });
      session.post({ type: "pause" });
    },
    stepOnce: () => {
      if (canGo(run.getState().status)) session.post({ type: "step" });
    },
    restart: () => restart(run.getState().draft),
    restartWithNewSeed: () => restart({ ...run.getState().draft, seed: options.newSeed() }),
    evaluate: () => session.post({ type: "evaluate" }),

    editDraft: (patch) => edit({ ...run.getState().draft, ...patch }),
    resetField: (key) => {
      const { draft } = run.getState();
      const value = (key === "preset" ? DEFAULT_CONFIG : presetConfig(draft.preset))[key];
      edit({ ...draft, [key]: value });
    },
    choosePreset: (id) => edit({ ...presetConfig(id), seed: run.getState().draft.seed }),
    discardDraft: () => edit(run.getState().config),
    draftDrGrpoControl: () => edit({ ...run.getState().draft, aggregate: "constant", advantage: "none" }),

    selectStep: (wanted) => {
      const { groups, selectedGroup } = run.getState();
      const step = wanted === null ? ([...groups.keys()].at(-1) ?? null) : nearestStep(groups.keys(), wanted);
      const views = step === null ? undefined : groups.get(step);
      const kept = views?.some((group) => group.index === selectedGroup) ?? true;
      run.setState({
        followLatest: wanted === null,
        selectedStep: step,
        ...(!kept && { selectedGroup: views?.[0]?.index ?? 0 }),
      });
    },
    selectGroup: (index) => run.setState({ selectedGroup: index }),
    selectAha: (id) => {
      const selectedAha = run.getState().ahas.find((aha) => aha.id === id) ?? null;
      run.setState({ selectedAha, replay: null });
      if (selectedAha) session.post({ type: "replay", event: selectedAha, samples: run.getState().config.groupSize });
    },

    switchBackend: (choice) => session.switchEngine({ backendChoice: choice }),
    limitEngine: (engine) => {
      address.replaceSearch(withEngine(address.search(), engine));
      session.switchEngine({ engine });
    },
    actOnNotice: (noticeId, action) => {
      actions.dismissNotice(noticeId);
      noticeActions({ session, runs, actions, edit, reloadPage: options.reloadPage })[action]();
    },
    takeOffer: (noticeId) => {
      const offer = run.getState().notices.find(({ id }) => id === noticeId)?.offer;
      actions.dismissNotice(noticeId);
      if (offer?.command.type === "restart") restart(offer.command.config);
      else if (offer) {
        const { backend, patch } = offer.command;
        if (backend) run.setState({ backendChoice: backend });
        if (patch) edit({ ...run.getState().draft, ...patch });
        session.post(offer.command);
      }
    },
    dismissNotice: (noticeId) =>
      run.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== noticeId) })),
    shareUrl: () => address.base() + encodeHash(run.getState().draft),
    saveSoon: () => {
      if (run.getState().step > 0) session.post({ type: "save" });
    },
    dispose: () => {
      stopListening();
      session.dispose();
    },
  };
  return { run, series, theme: options.theme, actions };
}

const canGo = (status: RunStatus): boolean => status === "ready" || status === "paused" || status === "finished";

/** A run of an older version of the page, whose settings mean something else, is not offered. */
const isResumable = ({ saved }: StoredRun): boolean =>
  saved.version === 1 && saved.step > 0 && parseConfigLenient(saved.config).problems.length === 0;
