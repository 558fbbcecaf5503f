import { browserAddress } from "./browserAddress.ts";
import { pageOptions } from "./pageOptions.ts";
import { createReason, type Reason, type ReasonOptions } from "./reason.ts";
import type { CheckpointShelf } from "./reasonCheckpoints.ts";
import { createReasonWorker } from "./reasonWorker.ts";
import { SavedRuns } from "./savedRuns.ts";

/** The place to reason of this tab. `artifacts` lists what a pipeline has stored in this browser. */
export function createReasonOfPage(
  engine: ReasonOptions["engine"],
  artifacts?: NonNullable<CheckpointShelf["artifacts"]>,
): Reason {
  const checkpoints = new URL("checkpoints/", document.baseURI);
  return createReason({
    createWorker: createReasonWorker,
    address: browserAddress(window),
    shelf: {
      url: (name) => new URL(name, checkpoints).href,
      listUrl: new URL("index.json", checkpoints).href,
      fetch: (...request) => fetch(...request),
      runs: new SavedRuns(),
      named: pageOptions(location.search).checkpoint,
      ...(artifacts && { artifacts }),
    },
    engine,
  });
}
