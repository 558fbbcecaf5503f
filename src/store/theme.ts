import { createStore, type StoreApi } from "zustand/vanilla";

/** "system" follows prefers-color-scheme. */
export type ThemeChoice = "system" | "light" | "dark";

export const THEME_CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

const KEY = "aha-lab-theme";

/** Remembers the choice where storage allows and mirrors it to `data-theme` on the given root element. */
export function createThemeStore(root: HTMLElement, tab: { localStorage: Storage }): StoreApi<{ choice: ThemeChoice }> {
  let stored: string | null = null;
  try {
    // Where storage is blocked, reading the property already throws.
    stored = tab.localStorage.getItem(KEY);
  } catch {
    // Refused storage only means that the choice is not remembered.
  }
  const store = createStore<{ choice: ThemeChoice }>()(() => ({
    choice: THEME_CHOICES.find((choice) => choice === stored) ?? "system",
  }));
  const mirror = (choice: ThemeChoice): void => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
  };
  mirror(store.getState().choice);
  store.subscribe(({ choice }) => {
    mirror(choice);
    try {
      tab.localStorage.setItem(KEY, choice);
    } catch {
      // As above.
    }
  });
  return store;
}
