import type { Notice } from "./notice.ts";

/** The worker crashed and a new one goes on. `savedStep` is null when nothing had been saved. */
export function recoveredNotice(reason: string, savedStep: number | null, step: number): Notice {
  const outcome =
    savedStep !== null
      ? `The run is back at step ${savedStep}, the last one saved.`
      : step > 0
        ? "Nothing had been saved yet; the base model was loaded again and the curves so far stay as thin lines."
        : "The base model was loaded again.";
  return {
    id: "crash",
    tone: "warning",
    title: "The trainer stopped and was started again",
    actions: ["continue"],
    text: `Reason: ${reason}. ${outcome} Press Continue to go on.`,
  };
}

/** The new worker crashed too. */
export const deadNotice = (reason: string): Notice => ({
  id: "crash",
  tone: "error",
  title: "The trainer cannot be started",
  actions: ["reload-page", "use-wasm"],
  text: `It stopped twice in a row: ${reason}. Saved runs are kept; reload the page, or try without the GPU.`,
});

/** The browser refused to store the run. */
export const storageNotice = (reason: string): Notice => ({
  id: "storage",
  tone: "warning",
  title: "The run cannot be saved here",
  actions: [],
  text: `The browser refused: ${reason.replace(/\.$/, "")}. The run goes on, but closing this tab loses it. Free some space or leave private mode to save again.`,
});
