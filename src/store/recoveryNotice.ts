import type { Recovery } from "../protocol/messages.ts";
import type { Notice } from "./notice.ts";

const TITLES: Readonly<Record<Recovery["kind"], string>> = {
  "device-lost": "The GPU was lost, and the run goes on",
  "out-of-memory": "Memory ran out, and the run goes on",
  internal: "The engine met an error, and the run goes on",
};

/** Calm: nothing is to be done. A later loss takes the place of this one. */
export const recoveryNotice = ({ kind, message, losses }: Recovery): Notice => ({
  id: "recovered",
  tone: "info",
  title: TITLES[kind],
  text: losses > 1 ? `${message} This has happened ${losses} times since the run was loaded.` : message,
  actions: [],
});
