import { resolveObjectURL } from "node:buffer";
import { Worker as NodeWorker } from "node:worker_threads";

/** What a browser's worker has and Node's has not: `self`, `postMessage`, `onmessage`. The first message is the script. */
const BOOTSTRAP = `
  const { parentPort } = require("node:worker_threads");
  globalThis.self = globalThis;
  globalThis.postMessage = (data) => parentPort.postMessage(data);
  parentPort.once("message", (script) => {
    (0, eval)(script);
    parentPort.on("message", (data) => self.onmessage({ data }));
  });
`;

/** As much of the browser's Worker as jax-js needs for its threads: a script from an object URL, messages both ways. */
export class WebWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  private readonly thread = new NodeWorker(BOOTSTRAP, { eval: true });
  private readonly script: Promise<void>;

  constructor(url: string) {
    this.thread.unref();
    this.thread.on("message", (data: unknown) => this.onmessage?.({ data }));
    this.thread.on("error", (error) =>
      this.onerror?.({ message: error instanceof Error ? error.message : String(error) }),
    );
    this.script = this.start(url);
  }

  postMessage(data: unknown): void {
    // Messages wait for the script, and keep their order.
    void this.script.then(() => this.thread.postMessage(data, []));
  }

  private async start(url: string): Promise<void> {
    const blob = resolveObjectURL(url);
    if (!blob) throw new Error(`WebWorker: expected the URL of an object, got ${url}`);
    this.thread.postMessage(await blob.text(), []);
  }
}
