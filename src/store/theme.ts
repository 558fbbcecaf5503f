import { createStore, type StoreApi } from "zustand/vanilla";

/** "system" follows prefers-color-scheme. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "aha-lab-theme";

const isThemeChoice = (value: unknown): value is ThemeChoice =>
  value === "system" || value === "light" || value === "dark";

/** Remembers the choice where storage allows and mirrors it to `data-theme` on the given root element. */
export function createThemeStore(root: HTMLElement, storage: Storage | null): StoreApi<{ choice: ThemeChoice }> {
  let stored: string | null = null;
  try {
    stored = storage?.getItem(KEY) ?? null;
  } catch {
    // Refused storage only means that the choice is not remembered.
  }
  const store = createStore<{ choice: ThemeChoice }>()(() => ({ choice: isThemeChoice(stored) ? stored : "system" }));
  const mirror = (choice: ThemeChoice): void => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
  };
  mirror(store.getState().choice);
  store.subscribe(({ choice }) => {
    mirror(choice);
    try {
      storage?.setItem(KEY, choice);
    } catch {
      // As above.
    }
  });
  return store;
}
