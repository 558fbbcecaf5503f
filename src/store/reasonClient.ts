import type { FromReason, ToReason } from "../protocol/reason.ts";

/** The part of `Worker` that is used; a test can stand in for it. */
export interface ReasonWorker {
  postMessage(message: ToReason, options: StructuredSerializeOptions): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromReason>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

interface ReasonClientOptions {
  create: () => ReasonWorker;
  onMessage: (message: FromReason) => void;
  /** The worker is gone: it could not start, threw outside a job, or sent something unreadable. */
  onCrash: (reason: string) => void;
}

/** One worker of the place to reason, started with the first message. */
export class ReasonClient {
  #worker: ReasonWorker | null = null;

  constructor(private readonly options: ReasonClientOptions) {}

  post(message: ToReason): void {
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(message, {});
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends the worker at once, and with it every policy; the next `post` starts a new one. */
  stop(): void {
    const worker = this.#worker;
    this.#worker = null;
    if (!worker) return;
    worker.onmessage = worker.onerror = worker.onmessageerror = null;
    worker.terminate();
  }

  #start(): ReasonWorker {
    const worker = this.options.create();
    worker.onmessage = (event) => this.options.onMessage(event.data);
    worker.onerror = (event) => this.#crash(event.message || "the worker could not be started");
    worker.onmessageerror = () => this.#crash("the worker sent a message that could not be read");
    return worker;
  }

  #crash(reason: string): void {
    this.stop();
    this.options.onCrash(reason);
  }
}
