import { DEFAULT_CONFIG, type RunConfig } from "../rl/config.ts";
import type { LabActions } from "./lab.types.ts";
import type { NoticeAction } from "./notice.ts";
import type { RunStorage } from "./runStorage.ts";
import type { Session } from "./session.ts";

interface Tools {
  session: Session;
  runs: RunStorage;
  actions: LabActions;
  edit: (draft: RunConfig) => void;
  reloadPage: () => void;
}

/** What each button of a notice does. */
export function noticeActions({ session, runs, actions, edit, reloadPage }: Tools): Record<NoticeAction, () => void> {
  const { state: run } = session;
  const cannotRead = (error: unknown): void =>
    session.notify({
      id: "storage",
      tone: "warning",
      title: "The saved run could not be read",
      actions: [],
      text: `The browser refused: ${error instanceof Error ? error.message : String(error)}. A new run can be started.`,
    });
  const resume = async (): Promise<void> => {
    const { saved } = run.getState();
    const stored = saved && (await runs.get(saved.runId));
    run.setState({ saved: null });
    if (!stored) return;
    session.load(stored.saved.config, stored);
    edit(stored.saved.config);
  };
  const discard = async (): Promise<void> => {
    const { saved } = run.getState();
    run.setState({ saved: null });
    if (saved) await runs.delete(saved.runId);
  };
  return {
    resume: () => void resume().catch(cannotRead),
    "discard-saved": () => void discard().catch(cannotRead),
    "reload-page": reloadPage,
    "retry-load": () => session.reload(),
    restart: actions.restart,
    "restart-defaults": () => {
      edit({ ...DEFAULT_CONFIG, seed: run.getState().draft.seed });
      actions.restart();
    },
    continue: actions.play,
    "use-wasm": () => session.switchEngine({ backendChoice: "wasm" }),
  };
}
