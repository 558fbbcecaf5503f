/** Whether a run is going, and until when. */
export class Pace {
  going = false;
  /** The step after which to rest: the budget when playing, the next one after a single step was asked for. */
  private target = 0;
  /** Steps that play goes on to. */
  private budget = 0;
  /** Was going when it had to stop. */
  private interrupted = false;

  /**
   * @param step done so far
   * @param steps of the run
   * @param single only the next one
   * @param midway the latest step still has something due: a budget that it used up is not yet over
   */
  go(step: number, steps: number, single: boolean, midway: boolean): void {
    // After the budget is used up, play means as many steps again.
    if (step >= this.budget && !midway) this.budget = step < steps ? steps : step + steps;
    this.target = single ? step + 1 : this.budget;
    this.going = true;
    this.interrupted = false;
  }

  pause(): void {
    this.going = false;
  }

  /** It was not asked for: `resume` takes it up where it was. */
  interrupt(): void {
    this.interrupted ||= this.going;
    this.going = false;
  }

  /** @returns whether it goes on */
  resume(): boolean {
    this.going ||= this.interrupted;
    this.interrupted = false;
    return this.going;
  }

  /** A step is done: rests where it was the last. */
  passed(step: number): void {
    if (step >= this.target) this.going = false;
  }

  /** The budget is used up. */
  over(step: number): boolean {
    return step >= this.budget;
  }

  halt(): void {
    this.going = this.interrupted = false;
    this.budget = 0;
  }
}
