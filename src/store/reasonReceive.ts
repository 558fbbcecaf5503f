import type { FromReason, ReasonTrace, SeatState } from "./reasonState.ts";

/** A seat after a message of the worker. Messages of jobs that are no longer wanted change nothing. */
export function receiveReason(seat: SeatState, message: FromReason): SeatState {
  switch (message.type) {
    case "opened": {
      const { backend, shape, parameters } = message;
      return { ...seat, status: "ready", backend, shape, parameters, failure: null };
    }
    case "tokens": {
      if (seat.job?.kind !== "ask" || seat.job.id !== message.job) return seat;
      return changeTrace(seat, seat.job.trace, (trace) => ({
        ...trace,
        tokens: [...trace.tokens.slice(0, message.start), ...message.tokens],
      }));
    }
    case "samples": {
      if (seat.vote === null || seat.job?.id !== message.job) return seat;
      const completions = [...seat.vote.completions.slice(0, message.start), ...message.completions];
      return { ...seat, vote: { ...seat.vote, completions } };
    }
    case "done": {
      if (seat.job === null || seat.job.id !== message.job) return seat;
      const { reason: status } = message;
      const free = { ...seat, job: null };
      if (seat.job.kind === "ask") return changeTrace(free, seat.job.trace, (trace) => ({ ...trace, status }));
      return seat.vote === null ? free : { ...free, vote: { ...seat.vote, status } };
    }
    case "failure": {
      const opening = message.job === null;
      if (!opening && seat.job?.id !== message.job) return seat;
      // The worker gives up a policy that fails and opens it anew for the next question.
      return { ...seat, failure: message.failure, ...(opening && { status: "failed" }) };
    }
  }
}

export const changeTrace = (seat: SeatState, id: number, change: (trace: ReasonTrace) => ReasonTrace): SeatState => ({
  ...seat,
  traces: seat.traces.map((trace) => (trace.id === id ? change(trace) : trace)),
});

/** What the seat is at is broken off: by the visitor, or because the worker is gone. */
export function breakOff(seat: SeatState, status: "stopped" | "failed"): SeatState {
  const { job } = seat;
  if (job === null) return seat;
  const free = { ...seat, job: null };
  if (job.kind === "ask") return changeTrace(free, job.trace, (trace) => ({ ...trace, status }));
  return seat.vote === null ? free : { ...free, vote: { ...seat.vote, status } };
}
