import { useState } from "react";

const KEY = "aha-lab-keys";

/** Whether single-key shortcuts are on; remembered where storage allows. */
export function useKeysEnabled(): [boolean, (enabled: boolean) => void] {
  const [enabled, setEnabled] = useState(() => stored() !== "off");
  return [
    enabled,
    (next) => {
      setEnabled(next);
      try {
        localStorage.setItem(KEY, next ? "on" : "off");
      } catch {
        // Not remembered, that is all.
      }
    },
  ];
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
