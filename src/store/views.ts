import { createStore, type StoreApi } from "zustand/vanilla";
import type { Address } from "./lab.ts";

/** "train" is the main screen; every address that names no other view is its. */
export type ViewId = "train" | "paper" | "results" | "reason";

export const VIEW_IDS: readonly ViewId[] = ["train", "paper", "results", "reason"];

/** Which view an address opens. The parameters are the view's own: everything of the hash but `view`, in its order. */
export interface Place {
  view: ViewId;
  parameters: Readonly<Record<string, string>>;
}

/**
 * Never throws. The main screen's parameters are not taken apart here: its hash belongs to urlHash.ts, which also names a `view` that
 * nobody knows.
 *
 * @param hash with or without "#"
 */
export function placeOf(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const view = VIEW_IDS.find((id) => id === given.get("view")) ?? "train";
  if (view === "train") return { view, parameters: {} };
  given.delete("view");
  return { view, parameters: Object.fromEntries(given) };
}

/** @returns the hash of a view other than the main screen, with its leading "#" */
export const hashOfView = (view: Exclude<ViewId, "train">, parameters: Readonly<Record<string, string>> = {}): string =>
  `#${new URLSearchParams({ view, ...parameters })}`;

/** Which view is shown, and the part of the address that the main screen may touch. */
export interface Views {
  state: StoreApi<Place>;
  /**
   * For the lab: while another view is shown, it reads and writes the hash that the main screen had last, and hears of no change of
   * the real one.
   */
  labAddress: Address;
  /** Replaces the parameters of the view that is shown (not the main screen's), without a new entry in the history. */
  replaceParameters(parameters: Readonly<Record<string, string>>): void;
  dispose(): void;
}

/** What an entry of the history remembers beside its address. */
export interface EntryMemory {
  /** The main screen's hash while another view is shown, so that a reload does not lose it; null where the entry has none. */
  trainHash(): string | null;
  keepTrainHash(hash: string): void;
}

/** Follows the address: links, back and forward all arrive here as a change of the hash. */
export function createViews(address: Address, memory: EntryMemory): Views {
  const first = placeOf(address.hash());
  const state = createStore<Place>()(() => first);
  const labListeners = new Set<() => void>();
  let trainHash = first.view === "train" ? withoutView(address.hash()) : (memory.trainHash() ?? "");
  const inTrain = (): boolean => state.getState().view === "train";

  const stopListening = address.onHashChange(() => {
    const place = placeOf(address.hash());
    if (place.view === "train") trainHash = withoutView(address.hash());
    else memory.keepTrainHash(trainHash);
    state.setState(place, true);
    if (place.view === "train") for (const listener of labListeners) listener();
  });

  return {
    state,
    labAddress: {
      ...address,
      hash: () => trainHash,
      replaceHash: (hash) => {
        trainHash = hash;
        if (inTrain()) address.replaceHash(hash);
        else memory.keepTrainHash(hash);
      },
      onHashChange: (listener) => {
        labListeners.add(listener);
        return () => labListeners.delete(listener);
      },
    },
    replaceParameters: (parameters) => {
      const { view } = state.getState();
      if (view === "train") return;
      address.replaceHash(hashOfView(view, parameters));
      state.setState({ view, parameters }, true);
    },
    dispose: stopListening,
  };
}

/** `view=train` says nothing that the main screen needs to hear. */
const withoutView = (hash: string): string => hash.replace(/^#?view=train(&|$)/, "#").replace(/&view=train(?=&|$)/, "");
