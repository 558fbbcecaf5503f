/**
 * TEST ONLY: the real page on the fake trainer, to look at its layout without a model. `?step=5` sets milliseconds a step;
 * `crashTrainer()` in the console ends the worker the hard way.
 */
import { browserAddress } from "../../src/store/browserAddress.ts";
import { historyEntry } from "../../src/store/historyEntry.ts";
import { createLab } from "../../src/store/lab.ts";
import { createPaper } from "../../src/store/paper.ts";
import { PaperStorage } from "../../src/store/paperStorage.ts";
import { SavedRuns } from "../../src/store/savedRuns.ts";
import { createThemeStore } from "../../src/store/theme.ts";
import { createViews } from "../../src/store/views.ts";
import { mountApp } from "../../src/ui/mountApp.tsx";
import { FakePipeline } from "./fakePipeline.ts";
import { fakeStageReports } from "./fakeStageReports.ts";
import { FakeTrainer } from "./fakeTrainer.ts";

const root = document.getElementById("root");
if (!root) throw new Error("fakePage: expected #root, got none");
const REPORTS = new URLSearchParams(location.search).has("empty") ? [] : fakeStageReports();
const milliseconds = Number(new URLSearchParams(location.search).get("step") ?? 100);

const views = createViews(browserAddress(window), historyEntry(window));
const paper = createPaper({
  createWorker: () => new FakePipeline(milliseconds),
  storage: new PaperStorage("fake-page-paper"),
  baseUrl: document.baseURI,
  fetchFile: async (input) => Response.json(REPORTS.find(({ stage }) => String(input).endsWith(`/${stage}.json`))),
});
const opened = Promise.resolve(paper);
const lab = createLab({
  createWorker: () => {
    const trainer = new FakeTrainer(milliseconds);
    Object.assign(window, { crashTrainer: () => trainer.crash("unreachable executed") });
    return trainer;
  },
  runs: new SavedRuns("fake-page"),
  address: views.labAddress,
  checkpointUrl: "fake",
  recordedRunUrl: new URL("/runs/r1-zero.json", location.href).href,
  backend: "auto",
  theme: createThemeStore(document.documentElement, window),
  newSeed: () => 7,
  reloadPage: () => location.reload(),
});
mountApp(root, lab, { views, openPaper: () => opened });
void lab.actions.open();
