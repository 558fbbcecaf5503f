import type { Address } from "./lab.ts";

/** The tab's own address. */
export function browserAddress(tab: Window): Address {
  return {
    hash: () => tab.location.hash,
    replaceHash: (hash) => tab.history.replaceState(tab.history.state, "", hash),
    base: () => tab.location.href.split("#")[0] ?? "",
    onHashChange: (listener) => {
      tab.addEventListener("hashchange", listener);
      return () => tab.removeEventListener("hashchange", listener);
    },
  };
}
