import type { StageId } from "../../protocol/pipeline.ts";

export interface StageText {
  /** In the list and in the graph. */
  name: string;
  title: string;
  goesIn: string;
  happens: string;
  comesOut: string;
}

/** What each stage is, in the paper's terms. */
export const STAGE_TEXTS: Readonly<Record<StageId, StageText>> = {
  zero: {
    name: "R1-Zero",
    title: "R1-Zero: reinforcement learning on the base model",
    goesIn: "The base model, and problems of four domains that rules can check: maths, programs, logic and science.",
    happens:
      "GRPO with rewards for a right answer and for the format alone. No example of good reasoning is ever shown.",
    comesOut:
      "A model that was never shown how to reason. The paper's had drawbacks: mixed languages, traces that are hard to read. Those of ours are counted below.",
  },
  "cold-start": {
    name: "Cold start",
    title: "Cold start: long clean traces, then fine-tuning",
    goesIn:
      "The base model and R1-Zero. Traces come in three ways: few-shot prompting of the base, reflective answers of R1-Zero that were verified, and answers of R1-Zero rewritten into one language.",
    happens:
      "A sieve throws out what is wrong or unreadable. The base is fine-tuned on the rest, in a new format: reasoning and summary between special tokens.",
    comesOut:
      "A start for reinforcement learning that is meant to be readable. No general prompt was among the traces: how to answer those comes back two stages later.",
  },
  "reasoning-rl": {
    name: "Reasoning RL",
    title: "Reasoning RL with language consistency",
    goesIn: "The cold-start model and the same checked problems, in English and in Chinese.",
    happens:
      "GRPO with accuracy, format and language consistency: the share of words of the prompt's language in the thinking is added to the reward.",
    comesOut: "The model that writes the data of the next stage. The ablation below leaves the language reward out.",
  },
  rejection: {
    name: "Rejection + SFT",
    title: "Rejection sampling and supervised fine-tuning",
    goesIn:
      "Many samples a prompt from the reasoning model, and general data: facts, self-knowledge, translation, lines.",
    happens:
      "Only right samples stay; a generative reward model judges what rules cannot; mixed language, too long and chaotic ones go. The base model is fine-tuned anew on what is left.",
    comesOut: "A model that was taught to reason and to answer general prompts, at once.",
  },
  "second-rl": {
    name: "Second RL",
    title: "Second RL: reasoning, helpfulness and harmlessness",
    goesIn: "The fine-tuned model, checked problems, general prompts, and two reward models.",
    happens:
      "Rules reward reasoning. On general prompts a helpfulness and a harmlessness reward model count, only late in the stage.",
    comesOut: "The final model. What happens when the preference rewards count for too long is charted below.",
  },
  distill: {
    name: "Distillation",
    title: "Distillation into small students",
    goesIn: "The final model, which writes the traces, and small base models, the students.",
    happens:
      "A sieve keeps the teacher's good traces, and each student is fine-tuned on them, without reinforcement learning. One of the students is also trained by RL directly; what both cost stands beside them.",
    comesOut: "A table of the students, and whether distillation beats direct RL here as it does in the paper.",
  },
};
