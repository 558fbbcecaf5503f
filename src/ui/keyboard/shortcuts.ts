import type { Lab } from "../../store/lab.types.ts";
import { THEME_CHOICES } from "../../store/theme.ts";

export interface Shortcut {
  /** `KeyboardEvent.key`, letters in lower case. */
  key: string;
  /** As printed in the drawer. */
  shown: string;
  does: string;
  run: (lab: Lab) => void;
}

/** One table for the handler and for the drawer that lists them. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    key: " ",
    shown: "Space",
    does: "Train, or pause",
    run: ({ run, actions }) => {
      const { status, playQueued } = run.getState();
      if (status === "playing" || playQueued) actions.pause();
      else actions.play();
    },
  },
  { key: "s", shown: "S", does: "One step", run: ({ actions }) => actions.stepOnce() },
  {
    key: "r",
    shown: "R",
    does: "Restart with the settings of the recipe, same seed",
    run: ({ actions }) => actions.restart(),
  },
  { key: "n", shown: "N", does: "Restart with a new seed", run: ({ actions }) => actions.restartWithNewSeed() },
  { key: "e", shown: "E", does: "Measure on the held-out problems now", run: ({ actions }) => actions.evaluate() },
  { key: "arrowleft", shown: "←", does: "Answers of the step before", run: (lab) => walkSteps(lab, -1) },
  { key: "arrowright", shown: "→", does: "Answers of the step after", run: (lab) => walkSteps(lab, 1) },
  { key: "l", shown: "L", does: "Follow the latest step", run: ({ actions }) => actions.selectStep(null) },
  { key: "[", shown: "[", does: "Question before", run: (lab) => walkGroups(lab, -1) },
  { key: "]", shown: "]", does: "Question after", run: (lab) => walkGroups(lab, 1) },
  {
    key: "t",
    shown: "T",
    does: "Next theme: system, light, dark",
    run: ({ theme }) => {
      const next = (THEME_CHOICES.indexOf(theme.getState().choice) + 1) % THEME_CHOICES.length;
      theme.setState({ choice: THEME_CHOICES[next] ?? "system" });
    },
  },
];

function walkSteps({ run, actions }: Lab, by: -1 | 1): void {
  const { groups, selectedStep } = run.getState();
  if (selectedStep === null) return;
  const steps = [...groups.keys()].sort((a, b) => a - b);
  const next = steps[steps.indexOf(selectedStep) + by];
  if (next !== undefined) actions.selectStep(next);
}

function walkGroups({ run, actions }: Lab, by: -1 | 1): void {
  const { groups, selectedStep, selectedGroup } = run.getState();
  const views = selectedStep === null ? undefined : groups.get(selectedStep);
  const next = views?.[views.findIndex(({ index }) => index === selectedGroup) + by];
  if (next) actions.selectGroup(next.index);
}
