import type { StoreApi } from "zustand/vanilla";
import type { RunConfig } from "../rl/config.ts";
import type { NoticeAction } from "./notice.ts";
import type { BackendChoice, EngineChoice, RunState } from "./runState.ts";
import type { SeriesStore } from "./series.ts";
import type { ThemeChoice } from "./theme.ts";

/** Everything the page can do to the run. Every method returns at once; results arrive in the state. */
export interface LabActions {
  /** Loads the base checkpoint, looks for a saved run and for the recorded run. Once, at the start. */
  open(): Promise<void>;
  /** At step 0 it applies the draft first; while loading it is queued. */
  play(): void;
  pause(): void;
  /** Exactly one optimiser step, then paused. */
  stepOnce(): void;
  /** From the base checkpoint with the draft, same seed; goes on playing if it was. The run so far stays as a thin line. */
  restart(): void;
  /** The same with another seed. */
  restartWithNewSeed(): void;
  evaluate(): void;

  /** Changes settings in the draft only. */
  editDraft(patch: Partial<RunConfig>): void;
  /** Puts one setting of the draft back to its value in the draft's preset (default where the preset says nothing). */
  resetField(key: keyof RunConfig): void;
  /** The draft becomes that preset; the seed stays. */
  choosePreset(id: string): void;
  /** The draft becomes the applied configuration again. */
  discardDraft(): void;
  /** Honesty rule 2: the draft gets aggregate "constant" and advantage "none". */
  draftDrGrpoControl(): void;

  /** Shows the kept step nearest to this one and stops following; null follows the latest again. */
  selectStep(step: number | null): void;
  selectGroup(index: number): void;
  /** Opens an aha and asks for its replay by the base model; null closes it. */
  selectAha(id: string | null): void;

  switchBackend(choice: BackendChoice): void;
  /** The whole choice anew, also in the address; the run goes on under it. */
  limitEngine(engine: EngineChoice): void;
  actOnNotice(noticeId: string, action: NoticeAction): void;
  /** Does what a notice's offer says. */
  takeOffer(noticeId: string): void;
  dismissNotice(noticeId: string): void;
  /** Address of this page with the draft (what the recipe shows) in its hash. */
  shareUrl(): string;
  /** Asks for a save at the next step boundary (the page is being hidden). */
  saveSoon(): void;
  dispose(): void;
}

/** The page's side of the laboratory: state, numbers of the curves, theme, actions. */
export interface Lab {
  run: StoreApi<RunState>;
  series: SeriesStore;
  theme: StoreApi<{ choice: ThemeChoice }>;
  actions: LabActions;
}
