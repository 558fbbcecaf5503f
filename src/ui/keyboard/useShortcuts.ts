import { useEffect } from "react";
import { useLab } from "../useLab.ts";
import { SHORTCUTS } from "./shortcuts.ts";

/** Where a key already has a meaning of its own, it keeps it. */
const TAKEN =
  "input, textarea, select, button, a[href], summary, [contenteditable], [role=slider], [role=option], [role=menuitem], [role=menuitemradio], [role=dialog], [role=radio], [role=tab], [role=gridcell]";

/**
 * Keys without modifiers for the whole page (drawer: ShortcutsDrawer.tsx).
 *
 * @param enabled WCAG 2.1.4: single-key shortcuts can be switched off
 */
export function useShortcuts(enabled: boolean, showKeys: () => void): void {
  const lab = useLab();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(TAKEN)) return;
      if (event.key === "?") return showKeys();
      const shortcut = SHORTCUTS.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run(lab);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled, lab, showKeys]);
}
