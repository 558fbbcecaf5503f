import { yieldToEventLoop } from "../../lib/yieldToEventLoop.ts";
import { CONTROL, type Share } from "./control.ts";
import type { FromHelper, ToHelper } from "./helper.ts";
import { type Job, takeShare } from "./jobs.ts";
import type { Thread } from "./packedPass.ts";
import { type HelperThread, startHelper } from "./startHelper.ts";

/** A place in the queue beyond every job, with room for threads that still add to it. */
const NOTHING_LEFT = 0x3fff_ffff;
/** Milliseconds of work between two looks at the message queue. */
const SLICE = 30;
/** Milliseconds that a helper has to start in. */
const START = 5000;
/** Looks, SLICE milliseconds apart, without a sign of life after which a helper is given up. Counted, so that a machine's sleep does not matter. */
const PATIENCE = 600;

/** A helper thread that did not start, died, or failed at its share; the job has to be done again without it. */
export class HelperError extends Error {
  override readonly name = "HelperError";
}

interface Member {
  thread: HelperThread;
  waiting: Map<number, { resolve: () => void; reject: (error: HelperError) => void }>;
}

/** The thread that calls, and helpers that do their share of the same job on the same memory. */
export class Team {
  private readonly members: Member[] = [];
  private jobs = 0;
  private failure: HelperError | null = null;

  /** @param control address of CONTROL.size words */
  constructor(
    private readonly own: Thread,
    readonly control: number,
  ) {}

  /** The calling thread included. */
  get threads(): number {
    return 1 + this.members.length;
  }

  /** @throws HelperError where one does not start in time; none is left then */
  async recruit(count: number, make: (index: number) => ToHelper & { kind: "join" }): Promise<void> {
    try {
      for (let i = 0; i < count; i++) this.members.push(this.enlist(startHelper()));
      const joined = this.members.map((member, i) => this.ask(member, 0, make(i + 1)));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new HelperError(`a helper thread did not start in ${START / 1000} s`)), START);
      });
      await Promise.race([Promise.all(joined), late]).finally(() => clearTimeout(timer));
    } catch (error) {
      this.end();
      throw error instanceof HelperError ? error : new HelperError(`no helper thread: ${String(error)}`);
    }
  }

  /**
   * Does the job with all threads. The calling one keeps yielding to its event loop.
   * @param look called after the turns of the calling thread, and now and then while it waits for the others
   * @throws HelperError where a helper failed
   */
  async run(job: Job, look?: () => void): Promise<void> {
    const control = this.own.views.ints(this.control, CONTROL.size);
    control.fill(0);
    const share = takeShare(this.own, 0, job);
    // so that there is something to say, and to stop, before the helpers may be through
    const more = look === undefined || share.turn();
    look?.();
    const id = ++this.jobs;
    let busy = this.members.length;
    const done = Promise.all(
      this.members.map((member) => this.ask(member, id, { kind: "job", id, job }).then(() => void busy--)),
    );
    // a failure is thrown below, after this thread has let go of the job
    done.catch(() => {});
    try {
      await this.work(share, more, look, done, () => busy);
    } catch (error) {
      // Helpers still inside the job would write over the memory of the next one.
      Atomics.store(control, CONTROL.stop, 1);
      Atomics.store(control, CONTROL.queue, NOTHING_LEFT);
      if (!(error instanceof HelperError)) await done.catch(() => {});
      throw error;
    }
  }

  private async work(
    share: Share,
    more: boolean,
    look: (() => void) | undefined,
    done: Promise<unknown>,
    busy: () => number,
  ): Promise<void> {
    const control = this.own.views.ints(this.control, CONTROL.size);
    let sliceEnd = performance.now() + SLICE;
    while (more && share.turn()) {
      look?.();
      if (performance.now() <= sliceEnd) continue;
      await yieldToEventLoop();
      if (this.failure) throw this.failure;
      sliceEnd = performance.now() + SLICE;
    }
    let beat = Atomics.load(control, CONTROL.beat);
    for (let quiet = 0; busy() > 0; quiet++) {
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, SLICE))]);
      if (busy() === 0) break;
      look?.();
      const now = Atomics.load(control, CONTROL.beat);
      if (now !== beat) quiet = 0;
      beat = now;
      if (quiet > PATIENCE) throw new HelperError("a helper thread gave no sign of life");
    }
    await done;
  }

  /** Ends the helpers; what they are working on is rejected. */
  end(): void {
    for (const { thread } of this.members) thread.end();
    this.fail("ended");
    this.members.length = 0;
  }

  private fail(reason: string): void {
    this.failure = new HelperError(`a helper thread stopped: ${reason}`);
    for (const { waiting } of this.members) {
      for (const { reject } of waiting.values()) reject(this.failure);
      waiting.clear();
    }
  }

  private enlist(thread: HelperThread): Member {
    const member: Member = { thread, waiting: new Map() };
    thread.listen(
      ({ id, error }: FromHelper) => {
        const asked = member.waiting.get(id);
        member.waiting.delete(id);
        if (error === undefined) asked?.resolve();
        else asked?.reject(new HelperError(`a helper thread failed: ${error}`));
      },
      (reason) => this.fail(reason),
    );
    return member;
  }

  private ask(member: Member, id: number, message: ToHelper): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure) {
        reject(this.failure);
        return;
      }
      member.waiting.set(id, { resolve, reject });
      member.thread.post(message);
    });
  }
}
