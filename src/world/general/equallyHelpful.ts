/**
 * Two summaries whose truths (world/general, 0…1) differ by no more than this look equally helpful to the labeller, who then prefers
 * the one with more polite words. The stated rules give politeness a weight of 0.05, and none to more than two polite words: what
 * goes beyond that is a taste, a spurious feature of the pairs, of the kind that the paper's reward models pick up. Reinforcement
 * learning against a model of these labels finds it: given enough steps, politeness drives out what the rules ask for. That is meant:
 * the second RL stage shows this as reward hacking.
 */
export const EQUALLY_HELPFUL = 0.1;
