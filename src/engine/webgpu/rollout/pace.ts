/** Milliseconds that the device may be busy with one slice: far below a watchdog's two seconds, and soon enough for a pause. */
const TARGET = 50;
const MOST_TOKENS = 256;
/** Of the first slice of a rollout: after four more the pace is found. */
const FIRST_TOKENS = 4;

/** How many tokens a slot draws in one slice: grows and shrinks with the time that slices take on this machine. */
export class Pace {
  private tokens = FIRST_TOKENS;

  /**
   * Before a rollout. What the last slices of the one before took says nothing about slices in which all rows live: their time a
   * token may be a hundredth of it.
   */
  begin(): void {
    this.tokens = Math.min(this.tokens, FIRST_TOKENS);
  }

  next(left: number): number {
    return Math.min(left, this.tokens);
  }

  /** @param tokens the slice's tokens a slot */
  took(tokens: number, milliseconds: number): void {
    const wanted = (tokens * TARGET) / Math.max(milliseconds, 0.1);
    // A slice in which most rows had ended says little about a full one: grow by steps, shrink at once.
    this.tokens = Math.max(1, Math.min(MOST_TOKENS, Math.floor(Math.min(wanted, 2 * Math.max(tokens, this.tokens)))));
  }
}
