import { createReason, type Reason } from "../../src/store/reason.ts";
import type { FromReason, ToReason } from "../../src/protocol/reason.ts";
import { ReasonSession } from "../../src/reason/reasonSession.ts";
import type { CheckpointShelf } from "../../src/store/reasonCheckpoints.ts";
import type { ReasonWorker } from "../../src/store/reasonWorker.ts";
import { CheckpointError } from "../../src/trainer/checkpoint/checkpointError.ts";
import { corpusPolicy, FakePolicy } from "./fakePolicy.ts";

export const base = corpusPolicy();
const weights = await base.exportWeights("policy");

/** The real session without a thread of its own. */
class InlineWorker implements ReasonWorker {
  onmessage: ReasonWorker["onmessage"] = null;
  onerror: ReasonWorker["onerror"] = null;
  onmessageerror: ReasonWorker["onmessageerror"] = null;
  ended = false;
  readonly policies: FakePolicy[] = [];
  #session = new ReasonSession({
    openCheckpoint: async (source) => {
      if (source.from === "url" && source.url.endsWith("broken")) throw new CheckpointError("broken", "a file", "none");
      return { shape: base.shape, weights };
    },
    createPolicy: async (_, shape, given) => {
      const policy = new FakePolicy(shape, given);
      this.policies.push(policy);
      return policy;
    },
    now: () => 0,
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    post: (message: FromReason) => {
      if (!this.ended) this.onmessage?.(new MessageEvent("message", { data: structuredClone(message) }));
    },
  });

  postMessage(message: ToReason): void {
    void this.#session.handle(structuredClone(message));
  }

  terminate(): void {
    this.ended = true;
  }
}

const LIST = [
  { name: "base", title: "Base model", note: "Never rewarded." },
  { name: "zero", title: "R1-Zero", note: "" },
  { name: "broken", title: "Broken", note: "" },
  { name: "../outside", title: "No", note: "" },
  7,
];

/** A server with three checkpoints, and a list with two lines that are no good. */
export const SHELF: CheckpointShelf = {
  url: (name) => `checkpoints/${name}`,
  listUrl: "checkpoints/index.json",
  fetch: async () => new Response(JSON.stringify(LIST)),
  runs: { latest: async () => null, get: async () => null },
  named: "base",
};

/** The place to reason without a browser; `go` follows a link. */
export function reasonPage(hash = "", shelf: Partial<CheckpointShelf> = {}) {
  let address = hash;
  const workers: InlineWorker[] = [];
  const listeners = new Set<() => void>();
  const reason = createReason({
    createWorker: () => {
      const worker = new InlineWorker();
      workers.push(worker);
      return worker;
    },
    address: {
      hash: () => address,
      replaceHash: (next) => {
        address = next;
      },
      onHashChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    shelf: { ...SHELF, ...shelf },
    engine: () => ({ backend: "auto" }),
  });
  pages.push(reason);
  const go = (next: string): void => {
    address = next;
    for (const listener of listeners) listener();
  };
  return { reason, workers, hash: () => address, go };
}

const pages: Reason[] = [];

/** For after each test. */
export const leaveReasonPages = (): void => pages.splice(0).forEach(({ actions }) => actions.dispose());
