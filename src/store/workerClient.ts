/** The part of `Worker` that a client uses; a test can stand in for it. */
export interface TypedWorker<To, From> {
  postMessage(message: To): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<From>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface WorkerClientOptions<To, From> {
  create: () => TypedWorker<To, From>;
  onMessage: (message: From) => void;
  /** The worker is gone: it could not start, threw outside a handler, or sent something unreadable. */
  onCrash: (reason: string) => void;
}

/** One worker at a time, typed in both directions. */
export class WorkerClient<To, From> {
  #options: WorkerClientOptions<To, From>;
  #worker: TypedWorker<To, From> | null = null;

  constructor(options: WorkerClientOptions<To, From>) {
    this.#options = options;
  }

  /** Sends a message; starts the worker if there is none. */
  post(message: To): void {
    (this.#worker ?? this.#start())?.postMessage(message);
  }

  /** Ends the worker at once; the next `post` starts a new one. */
  stop(): void {
    const worker = this.#worker;
    this.#worker = null;
    if (!worker) return;
    worker.onmessage = worker.onerror = worker.onmessageerror = null;
    worker.terminate();
  }

  #start(): TypedWorker<To, From> | null {
    const { create, onMessage } = this.#options;
    let worker: TypedWorker<To, From>;
    try {
      worker = create();
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
      return null;
    }
    worker.onmessage = (event) => onMessage(event.data);
    worker.onerror = (event) => this.#crash(event.message || "the worker could not be started");
    worker.onmessageerror = () => this.#crash("the worker sent a message that could not be read");
    this.#worker = worker;
    return worker;
  }

  #crash(reason: string): void {
    this.stop();
    this.#options.onCrash(reason);
  }
}
