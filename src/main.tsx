import { BackgroundRuns } from "./store/backgroundRuns.ts";
import { browserAddress } from "./store/browserAddress.ts";
import { createTrainerWorker } from "./store/createTrainerWorker.ts";
import { createLab } from "./store/lab.ts";
import { pageOptions } from "./store/pageOptions.ts";
import { historyEntry } from "./store/historyEntry.ts";
import type { Paper } from "./store/paper.types.ts";
import { createThemeStore } from "./store/theme.ts";
import { createViews } from "./store/views.ts";
import { mountApp } from "./ui/mountApp.tsx";

const { backend, checkpoint, engine } = pageOptions(location.search);
const root = document.getElementById("root");
if (!root) throw new Error("main: expected an element #root in index.html, got none");

const views = createViews(browserAddress(window), historyEntry(window));
let paper: Promise<Paper> | null = null;
const openPaper = (): Promise<Paper> =>
  (paper ??= import("./store/paperOfPage.ts").then(({ paperOfPage }) => paperOfPage()));
const lab = createLab({
  createWorker: createTrainerWorker,
  runs: new BackgroundRuns(),
  address: views.labAddress,
  checkpointUrl: new URL(`checkpoints/${checkpoint}`, document.baseURI).href,
  recordedRunUrl: new URL("runs/r1-zero.json", document.baseURI).href,
  backend,
  engine,
  theme: createThemeStore(document.documentElement, window),
  newSeed: () => 1 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 9_999),
  reloadPage: () => location.reload(),
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") lab.actions.saveSoon();
});
mountApp(root, lab, { views, openPaper });
void lab.actions.open();
