import type { SeatId, ToReason } from "../protocol/reason.ts";
import type { ReasonSupplies } from "./reasonSupplies.ts";
import { Seat } from "./seat.ts";

/** The place to reason behind its messages: two seats that know nothing of each other. */
export class ReasonSession {
  readonly #seats: Record<SeatId, Seat>;

  constructor(supplies: ReasonSupplies) {
    this.#seats = { a: new Seat(supplies), b: new Seat(supplies) };
  }

  /** Takes a message; never throws. The promise ends when everything that its seat was asked for is done. */
  handle(message: ToReason): Promise<void> {
    return this.#seats[message.seat].handle(message);
  }
}
