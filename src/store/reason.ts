import { createStore, type StoreApi } from "zustand/vanilla";
import type { SeatId, ToReason } from "../protocol/reason.ts";
import { Rng } from "../lib/rng.ts";
import type { Language, LevelId, Problem } from "../world/problem.ts";
import { readProblem } from "../world/readProblem.ts";
import { renderProblem, sampleProblem } from "../world/tasks/index.ts";
import type { Address } from "./lab.ts";
import { type CheckpointEntry, type CheckpointShelf, listCheckpoints } from "./reasonCheckpoints.ts";
import type { ReasonWorker } from "./reasonWorker.ts";
import { WorkerClient } from "./workerClient.ts";
import type { TraceEdit } from "./reasonEdit.ts";
import { decodeReasonHash, DEFAULT_LINK, encodeReasonHash, isReasonHash, type ReasonLink } from "./reasonHash.ts";
import { breakOff, receiveReason } from "./reasonReceive.ts";
import { ReasonSeat } from "./reasonSeat.ts";
import { EMPTY_SEAT, type ReasonState } from "./reasonState.ts";

export interface ReasonOptions {
  createWorker: () => ReasonWorker;
  address: Pick<Address, "hash" | "replaceHash" | "onHashChange">;
  shelf: CheckpointShelf;
  /** Backend and limits that the visitor has chosen, asked for when a checkpoint is opened. */
  engine: () => Pick<Extract<ToReason, { type: "open" }>, "backend" | "engine">;
}

/** Everything the page can do in the place to reason. Every method returns at once; results arrive in the state. */
export interface ReasonActions {
  /** Lists the checkpoints and opens those of the address. */
  open(): Promise<void>;
  chooseCheckpoint(seat: SeatId, id: string): void;
  /** A second checkpoint beside the first; off, its policy is given up. */
  compare(on: boolean): void;
  /** The text of the problem, as typed. */
  type(text: string): void;
  chooseKind(kind: { level?: LevelId; language?: Language }): void;
  /** Another problem of the chosen kind; the same draws every visit. */
  draw(): void;
  set(patch: Partial<Pick<ReasonLink, "seed" | "temperature" | "topP" | "budget" | "samples">>): void;
  /** Asks every seat whose checkpoint can read the problem. */
  ask(): void;
  vote(): void;
  stop(): void;
  /** Goes on with an answer that was stopped. */
  goOn(seat: SeatId, trace: number): void;
  /** Branches off an answer. */
  edit(seat: SeatId, trace: number, edit: TraceEdit): void;
  show(seat: SeatId, trace: number): void;
  /** Takes a completion of the vote among the answers, with the probabilities of its tokens. */
  openSample(seat: SeatId, number: number): void;
  /** Ends the worker and every policy. The answers stay; `open` opens their checkpoints again. */
  dispose(): void;
}

export interface Reason {
  state: StoreApi<ReasonState>;
  actions: ReasonActions;
}

/** Puts the place to reason together. Nothing is loaded before `actions.open()`. */
export function createReason(options: ReasonOptions): Reason {
  const { address } = options;
  const state = createStore<ReasonState>()(() => ({
    link: DEFAULT_LINK,
    level: "countdown-3",
    language: "en",
    draws: 0,
    checkpoints: [],
    remarks: [],
    seats: { a: EMPTY_SEAT, b: EMPTY_SEAT },
  }));
  let entries: readonly CheckpointEntry[] = [];
  const client = new WorkerClient({
    create: options.createWorker,
    onMessage: (message) => seats[message.seat].change((seat) => receiveReason(seat, message)),
    onCrash: (reason) => {
      const failure = {
        kind: "internal",
        message: `The worker broke down: ${reason}.`,
        hint: "Press Ask to start another one.",
        recoverable: true,
      } as const;
      for (const seat of both) {
        seats[seat].change((old) => {
          if (old.status === "empty") return old;
          return { ...breakOff(old, "failed"), status: "failed", failure };
        });
      }
    },
  });
  const seatOf = (id: SeatId): ReasonSeat =>
    new ReasonSeat(id, state, { post: (message) => client.post(message), engine: options.engine, entry });
  const entry = (id: string): CheckpointEntry | undefined => entries.find((candidate) => candidate.id === id);
  const seats: Record<SeatId, ReasonSeat> = { a: seatOf("a"), b: seatOf("b") };
  const both = ["a", "b"] as const;
  const relink = (patch: Partial<ReasonLink>): void => {
    state.setState(({ link }) => ({ link: { ...link, ...patch } }));
    address.replaceHash(encodeReasonHash(state.getState().link));
  };
  const draw = (): string => {
    const { level, language, draws } = state.getState();
    state.setState({ draws: draws + 1 });
    return renderProblem(sampleProblem(Rng.of(draws + 1, "reason", level), level, language));
  };
  /** Seats and settings as a link has them; what it names and there is not is remarked on. */
  const follow = (hash: string): void => {
    const { link, problems } = decodeReasonHash(isReasonHash(hash) ? hash : "");
    const remarks = problems.map((problem) => `Of the link: ${problem}; not used.`);
    const fallback = entries[0]?.id ?? null;
    const known = (id: string | null, other: string | null): string | null => {
      if (id === null || entry(id)) return id ?? other;
      remarks.push(`Of the link: there is no checkpoint “${id}” here.`);
      return other;
    };
    const [a, b] = [known(link.a, fallback), known(link.b, null)];
    state.setState((old) => ({ remarks: [...old.remarks, ...remarks] }));
    relink({ ...link, a, b, problem: link.problem === "" ? draw() : link.problem });
    seats.a.open(a);
    seats.b.open(b);
  };
  const heed = (): void => {
    const hash = address.hash();
    if (!isReasonHash(hash) || hash === encodeReasonHash(state.getState().link)) return;
    state.setState({ remarks: [] });
    follow(hash);
  };
  let stopListening = (): void => {};
  /** Which visit it is: a list that comes after the view was left belongs to none. */
  let visit = 0;
  const eachAsked = (body: (seat: ReasonSeat, problem: Problem) => void): void => {
    const { problem } = readProblem(state.getState().link.problem);
    if (problem === null) return;
    for (const id of both) if (seats[id].canRead(problem)) body(seats[id], problem);
  };

  const actions: ReasonActions = {
    open: async () => {
      const mine = ++visit;
      const listed = await listCheckpoints(options.shelf);
      if (mine !== visit) return;
      ({ entries } = listed);
      state.setState({
        checkpoints: entries.map(({ id, title, note }) => ({ id, title, note })),
        remarks: listed.remarks,
      });
      const { link } = state.getState();
      const hash = address.hash();
      // An address that says nothing, on coming back: what was there before.
      follow(link !== DEFAULT_LINK && hash === encodeReasonHash(DEFAULT_LINK) ? encodeReasonHash(link) : hash);
      stopListening = address.onHashChange(heed);
    },
    chooseCheckpoint: (seat, id) => {
      relink({ [seat]: id });
      seats[seat].open(id);
    },
    compare: (on) => {
      const { a } = state.getState().link;
      const b = on ? (entries.find(({ id }) => id !== a)?.id ?? a) : null;
      relink({ b });
      seats.b.open(b);
    },
    type: (problem) => relink({ problem }),
    chooseKind: (kind) => {
      state.setState(kind);
      relink({ problem: draw() });
    },
    draw: () => relink({ problem: draw() }),
    set: relink,
    ask: () => eachAsked((seat, problem) => seat.ask(problem)),
    vote: () => {
      // Without chance every sample is the same.
      if (state.getState().link.temperature > 0) eachAsked((seat, problem) => seat.vote(problem));
    },
    stop: () => both.forEach((id) => seats[id].stop()),
    goOn: (seat, trace) => seats[seat].goOn(trace),
    edit: (seat, trace, edit) => seats[seat].edit(trace, edit),
    show: (seat, trace) => seats[seat].change((old) => ({ ...old, shown: trace })),
    openSample: (seat, number) => seats[seat].openSample(number),
    dispose: () => {
      visit++;
      stopListening();
      client.stop();
      for (const id of both) {
        seats[id].change((seat) => ({ ...breakOff(seat, "stopped"), status: "empty", backend: null, failure: null }));
      }
    },
  };
  return { state, actions };
}
