import type { ViewId } from "../../store/views.ts";

/** Name in the navigation, heading of the view, and what the tab is called. */
export const VIEW_TEXTS: Readonly<Record<ViewId, { name: string; heading: string; title: string }>> = {
  train: { name: "Train", heading: "Train", title: "Aha Lab: DeepSeek-R1 in a tab" },
  paper: { name: "The paper", heading: "The paper, stage by stage", title: "The paper · Aha Lab" },
  results: { name: "Results", heading: "Results", title: "Results · Aha Lab" },
  reason: { name: "Reason", heading: "Reason", title: "Reason · Aha Lab" },
};
