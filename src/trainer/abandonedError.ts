/** A pause point rejects with this to give up the step in progress. Not a failure: the weights are put back. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";

  constructor() {
    super("the step was abandoned");
  }
}
