import type { StageId, StageProgress } from "../protocol/pipeline.ts";
import type { StepRecord } from "../protocol/messages.ts";

/** How much of a stage each of its parts is, in tokens that pass through the model (a trained one counts three). */
export type StagePlan = readonly { part: string; cost: number }[];

/**
 * Where a stage is. Parts are weighed by their cost; the time left comes from the pace so far. A stage that was resumed counts what
 * was done before as done, but takes no pace from it.
 */
export class StageClock {
  private readonly total: number;
  private part = "";
  private done = 0;
  private cost = 0;
  private within = 0;
  private startedAt: number;
  private startFraction: number | null = null;

  constructor(
    private readonly stage: StageId,
    private readonly plan: StagePlan,
    private readonly now: () => number,
    /** Cost of the stages that follow. */
    private readonly costAfter: number,
    private readonly tell: (progress: StageProgress) => void,
  ) {
    this.total = plan.reduce((sum, { cost }) => sum + cost, 0);
    this.startedAt = now();
  }

  /** The parts before this one are done. */
  begin(part: string): void {
    const index = this.plan.findIndex((one) => one.part === part);
    if (index < 0) throw new Error(`stage ${this.stage}: expected a part of its plan, got ${part}`);
    this.part = part;
    this.done = this.plan.slice(0, index).reduce((sum, { cost }) => sum + cost, 0);
    this.cost = this.plan[index]?.cost ?? 0;
    this.within = 0;
  }

  /** @param fraction of the part */
  at(fraction: number, message: string, record?: StepRecord): void {
    // A part never goes backwards, whatever is done within it.
    this.within = Math.max(this.within, Math.min(1, fraction));
    const overall = (this.done + this.cost * this.within) / this.total;
    if (this.startFraction === null) {
      this.startFraction = overall;
      this.startedAt = this.now();
    }
    const moved = overall - this.startFraction;
    const seconds = (this.now() - this.startedAt) / 1000;
    const perCost = moved > 0.005 ? seconds / (moved * this.total) : null;
    const left = (1 - overall) * this.total;
    this.tell({
      stage: this.stage,
      part: this.part,
      fraction: overall,
      message,
      stageEta: perCost === null ? null : perCost * left,
      totalEta: perCost === null ? null : perCost * (left + this.costAfter),
      ...(record && { record }),
    });
  }
}
