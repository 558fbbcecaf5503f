import type { EntryMemory } from "./views.ts";

const KEY = "trainHash";

/** The tab's current entry of the history. */
export function historyEntry(tab: Window): EntryMemory {
  const kept = (): unknown => tab.history.state;
  return {
    trainHash: () => {
      const state = kept();
      if (typeof state !== "object" || state === null || !(KEY in state)) return null;
      return typeof state[KEY] === "string" ? state[KEY] : null;
    },
    keepTrainHash: (hash) => {
      const state = kept();
      tab.history.replaceState({ ...(typeof state === "object" ? state : {}), [KEY]: hash }, "");
    },
  };
}
