import type { BackendInfo, ModelShape } from "../policy.ts";
import { CONTROL } from "./control.ts";
import type { Job } from "./jobs.ts";
import type { LinearMemory } from "./linearMemory.ts";
import type { Thread } from "./packedPass.ts";
import { HelperError, Team } from "./team.ts";
import { type RotaryTable, rotaryTable } from "./wasmModel.ts";

type OfItsOwn<J> = J extends Job ? Omit<J, "control" | "rooms"> : never;

/**
 * The memory and those who work on it. A helper thread that fails is left behind, with the memory, because one that is being ended
 * may still write to it: everything permanent moves to the same addresses of a new memory, and this thread goes on alone.
 */
export class Crew {
  thread: Thread;
  private readonly control: number;
  private readonly start: number;
  private readonly rotary: RotaryTable;
  private team: Team;
  private ended = false;

  /** @param renew another memory of the same kind */
  constructor(
    readonly shape: ModelShape,
    public memory: LinearMemory,
    private readonly backend: BackendInfo,
    private readonly renew: () => Promise<LinearMemory>,
  ) {
    this.start = memory.mark();
    this.control = memory.allocZeroed(CONTROL.size);
    this.rotary = rotaryTable(memory, shape);
    this.thread = { kernels: memory.kernels, views: memory, shape, rotary: this.rotary };
    this.team = new Team(this.thread, this.control);
  }

  get threads(): number {
    return this.team.threads;
  }

  /** Adds helper threads; where they do not start, a note says so. */
  async recruit(count: number, module: WebAssembly.Module): Promise<void> {
    const { shape, rotary } = this;
    const { memory } = this.memory;
    try {
      await this.team.recruit(count, (index) => ({ kind: "join", module, memory, shape, rotary, index }));
      this.describe();
    } catch (error) {
      if (!(error instanceof HelperError)) throw error;
      await this.goOnAlone(error, this.memory.mark());
    }
  }

  /**
   * @param bytes room that each thread needs for its share
   * @param look called now and then; `produced` tokens of a rollout so far; false stops a rollout
   */
  async run(job: OfItsOwn<Job>, bytes: number, look?: (produced: number) => boolean | void): Promise<void> {
    const { memory, team, control } = this;
    const start = memory.alloc((bytes / 4) * team.threads);
    const rooms = Array.from({ length: team.threads + 1 }, (_, i) => start + i * bytes);
    const words = memory.ints(control, CONTROL.size);
    let looks = 0;
    await team.run({ ...job, control, rooms }, () => {
      if (!look || looks++ % 16 !== 0) return;
      if (look(Atomics.load(words, CONTROL.produced)) === false) Atomics.store(words, CONTROL.stop, 1);
    });
  }

  /**
   * Runs a job, and once more on this thread alone where a helper failed at it.
   * @param permanent what lies below this address stays
   * @param left called before the second time
   */
  async persist<T>(job: () => Promise<T>, permanent: number, left: () => void): Promise<T> {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof HelperError) || this.ended) throw error;
      await this.goOnAlone(error, permanent);
      left();
      return await job();
    }
  }

  end(): void {
    this.ended = true;
    this.team.end();
  }

  private async goOnAlone(error: HelperError, permanent: number): Promise<void> {
    this.team.end();
    const fresh = await this.renew();
    const words = (permanent - this.start) / 4;
    fresh.alloc(words);
    fresh.ints(this.start, words).set(this.memory.ints(this.start, words));
    this.memory = fresh;
    this.thread = { ...this.thread, kernels: fresh.kernels, views: fresh };
    this.team = new Team(this.thread, this.control);
    this.backend.notes.push(`One thread computes: ${error.message}.`);
    this.describe();
  }

  private describe(): void {
    this.backend.threads = this.threads;
    this.backend.description = `WebAssembly SIMD, ${this.threads} thread${this.threads === 1 ? "" : "s"}`;
  }
}
