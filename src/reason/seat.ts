import { parameterCount } from "../engine/model/parameters.ts";
import type { Policy } from "../engine/policy.ts";
import type { StopReason, TokenView, ToReason } from "../protocol/reason.ts";
import { EOS } from "../world/vocabulary.ts";
import type { OpenedCheckpoint } from "./openCheckpoint.ts";
import { reasonFailure } from "./reasonFailure.ts";
import type { ReasonSupplies } from "./reasonSupplies.ts";
import { think } from "./think.ts";
import { VOTE_GROUP, voteGroup } from "./voteGroup.ts";

type Open = Extract<ToReason, { type: "open" }>;
type Job = Extract<ToReason, { type: "ask" | "vote" }>;

/** Milliseconds between two messages with tokens: often enough to look alive, seldom enough to be drawn. */
const BEAT = 40;

/**
 * One checkpoint, its policy and the job it is at. Orders are done one after another; a newer one ends the job in progress at its next
 * token. A policy that fails is given up and made again for the next job.
 */
export class Seat {
  #checkpoint: OpenedCheckpoint | null = null;
  #order: Open | null = null;
  #policy: Policy | null = null;
  /** Grows with every order; what runs under an older turn stops. */
  #turn = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly supplies: ReasonSupplies) {}

  /** Takes an order; never throws. The promise is for tests: it ends when everything ordered so far is done. */
  handle(order: ToReason): Promise<void> {
    const turn = ++this.#turn;
    if (order.type === "stop") return this.#queue;
    this.#queue = this.#queue.then(() => {
      if (order.type === "close") this.#close();
      else if (order.type === "open") return this.#open(order);
      else return this.#work(order, () => turn !== this.#turn);
      return undefined;
    });
    return this.#queue;
  }

  async #open(order: Open): Promise<void> {
    this.#close();
    this.#order = order;
    try {
      this.#checkpoint = await this.supplies.openCheckpoint(order.source);
      await this.#revive();
    } catch (error) {
      this.#dispose();
      this.#tell(order.seat, null, error);
    }
  }

  /** The policy, made again where there is none. */
  async #revive(): Promise<Policy> {
    if (this.#policy) return this.#policy;
    const { supplies } = this;
    const order = this.#order;
    const checkpoint = this.#checkpoint;
    if (!order) throw new Error("reason: expected an opened checkpoint, got none");
    // A checkpoint that could not be fetched may be there by now.
    const { shape, weights } = checkpoint ?? (this.#checkpoint = await supplies.openCheckpoint(order.source));
    const policy = await supplies.createPolicy(order.backend, shape, weights, order.engine);
    this.#policy = policy;
    const parameters = parameterCount(shape);
    supplies.post({ type: "opened", seat: order.seat, backend: policy.backend, shape, parameters });
    return policy;
  }

  async #work(job: Job, superseded: () => boolean): Promise<void> {
    const { seat } = job;
    let reason: StopReason = "stopped";
    try {
      if (!superseded()) {
        const policy = await this.#revive();
        refuseUnknownWords(policy, job);
        reason =
          job.type === "ask" ? await this.#ask(policy, job, superseded) : await this.#vote(policy, job, superseded);
      }
    } catch (error) {
      this.#dispose();
      this.#tell(seat, job.job, error);
      reason = "failed";
    }
    this.supplies.post({ type: "done", seat, job: job.job, reason });
  }

  async #ask(policy: Policy, job: Extract<Job, { type: "ask" }>, superseded: () => boolean): Promise<StopReason> {
    const { seat, prompt, prefix, sampling } = job;
    const { now, post, breathe } = this.supplies;
    let unsent: TokenView[] = [];
    let count = 0;
    let last: number | undefined;
    let sentAt = now();
    const send = (): void => {
      if (unsent.length === 0) return;
      post({ type: "tokens", seat, job: job.job, start: count - unsent.length, tokens: unsent });
      unsent = [];
      sentAt = now();
    };
    for await (const token of think(policy, prompt, prefix, sampling)) {
      unsent.push(token);
      count++;
      last = token.token;
      if (count <= prefix.length && count < sampling.budget && last !== EOS) continue;
      if (now() - sentAt >= BEAT || count === prefix.length + 1) send();
      await breathe();
      if (superseded()) break;
    }
    send();
    return last === EOS ? "end" : count >= sampling.budget ? "budget" : "stopped";
  }

  async #vote(policy: Policy, job: Extract<Job, { type: "vote" }>, superseded: () => boolean): Promise<StopReason> {
    const { seat, samples } = job;
    for (let start = 0; start < samples; start += VOTE_GROUP) {
      const size = Math.min(VOTE_GROUP, samples - start);
      const completions = await voteGroup(policy, job.prompt, start / VOTE_GROUP, size, job.sampling, superseded);
      if (completions === null) return "stopped";
      this.supplies.post({ type: "samples", seat, job: job.job, start, completions });
      await this.supplies.breathe();
      if (superseded() && start + size < samples) return "stopped";
    }
    return "end";
  }

  #tell(seat: Job["seat"], job: number | null, error: unknown): void {
    this.supplies.post({ type: "failure", seat, job, failure: reasonFailure(error) });
  }

  #close(): void {
    this.#dispose();
    this.#checkpoint = null;
    this.#order = null;
  }

  /** A device that is gone may refuse even this. */
  #dispose(): void {
    const policy = this.#policy;
    this.#policy = null;
    try {
      policy?.dispose();
    } catch {
      return;
    }
  }
}

/** @throws where the model has no such words; the page asks beforehand and says it better */
function refuseUnknownWords({ shape }: Policy, job: Job): void {
  const ids = job.type === "ask" ? [...job.prompt, ...job.prefix] : job.prompt;
  const foreign = ids.find((id) => id >= shape.vocabSize);
  if (foreign !== undefined) {
    throw new Error(`ask: expected words of a vocabulary of ${shape.vocabSize}, got word number ${foreign}`);
  }
}
