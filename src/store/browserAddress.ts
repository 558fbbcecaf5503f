import type { Address } from "./lab.ts";

/** The tab's own address. */
export function browserAddress(tab: Window): Address {
  const replace = (url: string): void => tab.history.replaceState(tab.history.state, "", url);
  return {
    hash: () => tab.location.hash,
    replaceHash: replace,
    search: () => tab.location.search,
    replaceSearch: (search) => replace(tab.location.pathname + search + tab.location.hash),
    base: () => tab.location.href.split("#")[0] ?? "",
    onHashChange: (listener) => {
      tab.addEventListener("hashchange", listener);
      return () => tab.removeEventListener("hashchange", listener);
    },
  };
}
