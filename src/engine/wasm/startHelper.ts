import type { FromHelper, ToHelper } from "./helper.ts";

/** A thread of its own that runs helper.ts, in a browser or under Node. */
export interface HelperThread {
  post(message: ToHelper): void;
  /** Exactly one listener; `failed` is called when the thread cannot start, or dies. */
  listen(received: (message: FromHelper) => void, failed: (reason: string) => void): void;
  end(): void;
}

export function startHelper(): HelperThread {
  return typeof process === "object" && typeof process.getBuiltinModule === "function" ? inNode() : inBrowser();
}

function inBrowser(): HelperThread {
  const worker = new Worker(new URL("./helper.ts", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message, []),
    listen(received, failed) {
      worker.onmessage = ({ data }: MessageEvent<FromHelper>) => received(data);
      worker.onmessageerror = () => failed("a message could not be read");
      worker.onerror = (event) => {
        event.preventDefault();
        failed(event.message || "its script did not load");
      };
    },
    end: () => worker.terminate(),
  };
}

function inNode(): HelperThread {
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  // not written as one expression, which a bundler would take for a file of the page
  const here = import.meta.url;
  const worker = new NodeWorker(new URL("./helperInNode.mjs", here), { execArgv: [] });
  // an idle helper does not keep a command from ending
  worker.unref();
  return {
    post: (message) => worker.postMessage(message, []),
    listen(received, failed) {
      worker.on("message", received);
      worker.on("messageerror", () => failed("a message could not be read"));
      worker.on("error", (error) => failed(error instanceof Error ? error.message : String(error)));
      worker.on("exit", (status) => failed(`ended with status ${status}`));
    },
    end: () => void worker.terminate(),
  };
}
