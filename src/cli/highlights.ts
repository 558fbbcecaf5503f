import * as z from "zod/mini";
import type { StepResult } from "../trainer/trainer.ts";

/** Texts worth keeping of a run: for each chosen step one group and one aha. */
export const highlightsSchema = z.object({
  groups: z.array(
    z.object({
      step: z.number(),
      prompt: z.string(),
      level: z.string(),
      completions: z.array(
        z.object({ text: z.string(), correct: z.boolean(), reward: z.number(), advantage: z.number() }),
      ),
    }),
  ),
  ahas: z.array(z.object({ step: z.number(), prompt: z.string(), level: z.string(), text: z.string() })),
});

export type Highlights = z.infer<typeof highlightsSchema>;

/** Groups are kept of step 1 and of every 25th step, ahas of the first 12 steps that have one. */
const GROUP_EVERY = 25;
const MOST_AHAS = 12;

/** Adds what the step has to `highlights`. */
export function collectHighlights(highlights: Highlights, { record: { step }, groups, ahas }: StepResult): void {
  const group = groups[0];
  if (group !== undefined && (step === 1 || step % GROUP_EVERY === 0)) {
    const completions = group.completions.map(({ text, correct, reward, advantage }) => ({
      text,
      correct,
      reward,
      advantage,
    }));
    highlights.groups.push({ step, prompt: group.prompt, level: group.level, completions });
  }
  const aha = ahas[0];
  if (aha !== undefined && highlights.ahas.length < MOST_AHAS) {
    highlights.ahas.push({ step, prompt: aha.prompt, level: aha.level, text: aha.text });
  }
}
