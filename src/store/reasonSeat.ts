import type { StoreApi } from "zustand/vanilla";
import type { SeatId, ToReason } from "../protocol/reason.ts";
import type { Problem } from "../world/problem.ts";
import { promptTokens, renderProblem } from "../world/tasks/index.ts";
import type { CheckpointEntry } from "./reasonCheckpoints.ts";
import { editedPrefix, type TraceEdit } from "./reasonEdit.ts";
import { breakOff, changeTrace } from "./reasonReceive.ts";
import { EMPTY_SEAT, type ReasonState, type ReasonTrace, type Sampling, type SeatState } from "./reasonState.ts";

interface SeatTools {
  post(message: ToReason): void;
  engine(): Pick<Extract<ToReason, { type: "open" }>, "backend" | "engine">;
  entry(id: string): CheckpointEntry | undefined;
}

/** Answers kept of one question. */
const KEPT = 12;

/** What the page does with one seat: which checkpoint, which answers, what the worker is asked. */
export class ReasonSeat {
  static #numbers = 0;
  /** Ends when the worker has been sent the checkpoint; what it is asked goes after that. */
  #opening: Promise<void> = Promise.resolve();

  constructor(
    private readonly id: SeatId,
    private readonly state: StoreApi<ReasonState>,
    private readonly tools: SeatTools,
  ) {}

  get #seat(): SeatState {
    return this.state.getState().seats[this.id];
  }

  change(change: (seat: SeatState) => SeatState): void {
    this.state.setState(({ seats }) => ({ seats: { ...seats, [this.id]: change(seats[this.id]) } }));
  }

  /** Opens a checkpoint, or with null gives the seat up. */
  open(checkpoint: string | null): void {
    const { checkpoint: before, status } = this.#seat;
    const same = checkpoint === before;
    if (same && (status === "opening" || status === "ready")) return;
    this.change((seat) => ({
      ...(same ? { ...seat, failure: null } : EMPTY_SEAT),
      checkpoint,
      status: checkpoint === null ? "empty" : "opening",
    }));
    if (checkpoint === null) this.tools.post({ type: "close", seat: this.id });
    else this.#opening = this.#send(checkpoint);
  }

  /** False without a checkpoint, or where words are beyond its vocabulary. While it is being opened that is not known. */
  canRead(problem: Problem): boolean {
    const { checkpoint, shape } = this.#seat;
    return checkpoint !== null && (shape === null || promptTokens(problem).every((id) => id < shape.vocabSize));
  }

  ask(problem: Problem): void {
    const sampling = this.#sampling();
    const id = ++ReasonSeat.#numbers;
    this.#begin(
      this.#add({ id, origin: { kind: "asked" }, problem, sampling, tokens: [], given: 0, status: "thinking" }),
      [],
    );
  }

  vote(problem: Problem): void {
    const { samples } = this.state.getState().link;
    const sampling = this.#sampling();
    this.#reopen();
    const job = ++ReasonSeat.#numbers;
    this.change((seat) => ({
      ...breakOff(seat, "stopped"),
      failure: null,
      vote: { problem, sampling, samples, completions: [], status: "thinking" },
      job: { id: job, kind: "vote" },
    }));
    const prompt = Array.from(promptTokens(problem));
    void this.#order({ type: "vote", seat: this.id, job, prompt, samples, sampling });
  }

  stop(): void {
    if (this.#seat.job === null) return;
    // Said at once; the worker comes to it after its present token.
    this.change((seat) => breakOff(seat, "stopped"));
    this.tools.post({ type: "stop", seat: this.id });
  }

  goOn(trace: number): void {
    const found = this.#trace(trace);
    if (found)
      this.#begin(
        trace,
        found.tokens.map(({ token }) => token),
      );
  }

  edit(parent: number, edit: TraceEdit): void {
    const found = this.#trace(parent);
    if (!found) return;
    const prefix = editedPrefix(
      found.tokens.map(({ token }) => token),
      edit,
    );
    // What is only cut would come out the same again with the same numbers.
    const seeds = this.#seat.traces.map(({ sampling }) => sampling.seed);
    const seed = edit.kind === "cut" ? Math.max(...seeds) + 1 : found.sampling.seed;
    const id = ++ReasonSeat.#numbers;
    const added = this.#add({
      ...found,
      id,
      origin: { kind: "edited", parent, edit },
      sampling: { ...found.sampling, seed },
      tokens: found.tokens.slice(0, edit.at),
      given: prefix.length,
      status: "thinking",
    });
    this.#begin(added, prefix);
  }

  openSample(number: number): void {
    const { vote } = this.#seat;
    const completion = vote?.completions[number - 1];
    if (!vote || !completion) return;
    const id = ++ReasonSeat.#numbers;
    const { problem, sampling } = vote;
    const origin = { kind: "sample", number } as const;
    const added = this.#add({ id, origin, problem, sampling, tokens: [], given: 0, status: "thinking" });
    this.#begin(added, [...completion]);
  }

  #trace(id: number): ReasonTrace | undefined {
    return this.#seat.traces.find((trace) => trace.id === id);
  }

  #sampling(): Sampling {
    const { temperature, topP, budget, seed } = this.state.getState().link;
    return { temperature, topP, budget, seed };
  }

  /**
   * Puts an answer among those of the same question; another question clears the list. One that must come out the same as an earlier one
   * takes its place and its id.
   * @returns the id that it is listed under
   */
  #add(trace: ReasonTrace): number {
    const question = renderProblem(trace.problem);
    const nameOf = ({ origin, sampling }: ReasonTrace): string => JSON.stringify([origin, sampling]);
    const traces = this.#seat.traces.filter(({ problem }) => renderProblem(problem) === question);
    const same = traces.findIndex((other) => nameOf(other) === nameOf(trace));
    const id = traces[same]?.id ?? trace.id;
    if (same >= 0) traces[same] = { ...trace, id };
    else traces.push(trace);
    // The eldest goes first, but never the one that the newest was made from.
    const parent = trace.origin.kind === "edited" ? trace.origin.parent : -1;
    while (traces.length > KEPT) traces.splice(traces[0]?.id === parent ? 1 : 0, 1);
    this.change((seat) => ({ ...seat, traces, shown: id }));
    return id;
  }

  #begin(trace: number, prefix: number[]): void {
    this.#reopen();
    const found = this.#trace(trace);
    if (!found) return;
    const job = ++ReasonSeat.#numbers;
    this.change((seat) => ({
      ...changeTrace(breakOff(seat, "stopped"), trace, (old) => ({ ...old, status: "thinking" })),
      failure: null,
      job: { id: job, kind: "ask", trace },
    }));
    const prompt = Array.from(promptTokens(found.problem));
    void this.#order({ type: "ask", seat: this.id, job, prompt, prefix, sampling: found.sampling });
  }

  async #order(message: Extract<ToReason, { type: "ask" | "vote" }>): Promise<void> {
    await this.#opening;
    if (this.#seat.job?.id === message.job) this.tools.post(message);
  }

  /** After a failure the worker may hold nothing: it is given the checkpoint once more. */
  #reopen(): void {
    const { checkpoint, status } = this.#seat;
    if (status !== "failed" || checkpoint === null) return;
    this.change((seat) => ({ ...seat, status: "opening", failure: null }));
    this.#opening = this.#send(checkpoint);
  }

  async #send(checkpoint: string): Promise<void> {
    try {
      const entry = this.tools.entry(checkpoint);
      if (!entry) throw new Error(`checkpoint: expected one of the list, got ${checkpoint}`);
      const source = await entry.source();
      if (this.#seat.checkpoint !== checkpoint) return;
      this.tools.post({ type: "open", seat: this.id, source, ...this.tools.engine() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const failure = {
        kind: "storage",
        message: `${message}.`,
        hint: "Choose another checkpoint.",
        recoverable: true,
      } as const;
      this.change((seat) => ({ ...breakOff(seat, "failed"), status: "failed", failure }));
    }
  }
}
