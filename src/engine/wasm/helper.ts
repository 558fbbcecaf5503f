import type { ModelShape } from "../policy.ts";
import { CONTROL } from "./control.ts";
import { type Job, takeShare } from "./jobs.ts";
import { instantiateKernels } from "./kernels.ts";
import { MemoryViews } from "./memoryViews.ts";
import type { Thread } from "./packedPass.ts";
import type { RotaryTable } from "./wasmModel.ts";

/** A helper thread: does its share of each job and says so. It waits in its event loop, so it can be ended at any time. */

export type ToHelper =
  | {
      kind: "join";
      module: WebAssembly.Module;
      memory: WebAssembly.Memory;
      shape: ModelShape;
      rotary: RotaryTable;
      index: number;
    }
  | { kind: "job"; id: number; job: Job };

/** `id` 0 answers "join". */
export type FromHelper = { id: number; error?: string };

/** The two ways to speak to whoever started this thread: a browser's and Node's. */
function connect(receive: (message: ToHelper) => void): (message: FromHelper) => void {
  if (typeof process === "object" && typeof process.getBuiltinModule === "function") {
    const port = process.getBuiltinModule("node:worker_threads").parentPort;
    port?.on("message", receive);
    return (message) => port?.postMessage(message, []);
  }
  self.onmessage = ({ data }: MessageEvent<ToHelper>) => receive(data);
  return (message) => self.postMessage(message, {});
}

let joined: Promise<{ thread: Thread; index: number }> | undefined;

async function join(message: ToHelper & { kind: "join" }): Promise<{ thread: Thread; index: number }> {
  const { memory, module, shape, rotary, index } = message;
  const kernels = await instantiateKernels(module, memory);
  return { thread: { kernels, views: new MemoryViews(memory), shape, rotary }, index };
}

async function work(job: Job): Promise<void> {
  if (!joined) throw new Error("helper thread: expected to join before its first job");
  const { thread, index } = await joined;
  const share = takeShare(thread, index, job);
  const control = thread.views.ints(job.control, CONTROL.size);
  while (share.turn()) Atomics.add(control, CONTROL.beat, 1);
}

const send = connect((message) => {
  const id = message.kind === "join" ? 0 : message.id;
  if (message.kind === "join") joined = join(message);
  const done = message.kind === "join" ? joined : work(message.job);
  done?.then(
    () => send({ id }),
    (error: unknown) => send({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
