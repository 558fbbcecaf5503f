import type { Failure, FailureKind } from "../protocol/messages.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { ConfigError } from "./configError.ts";
import { FetchError } from "./fetchCheckpoint.ts";
import { MemoryError } from "./memoryError.ts";
import { NonFiniteError } from "./nonFiniteError.ts";

const SMALLER = "Fewer prompts, smaller groups or shorter answers need less memory.";

const HINTS: Readonly<Record<FailureKind, string>> = {
  "no-webgpu": "Choose WebAssembly or leave the choice to the page.",
  checkpoint: "Reload the page to fetch it again; a checkpoint of another version has to be made anew.",
  fetch: "Check the connection and press Try again.",
  "non-finite":
    "The weights are back at the last good step. Play goes on with the next one; a lower learning rate keeps it from returning.",
  storage: "Free some space, then save again.",
  "device-lost": "The run is kept as it was after its last whole step. Press Train to go on.",
  "out-of-memory": `The weights are back at the last good step. ${SMALLER}`,
  config: "Put the named setting back into its range.",
  internal: "The weights are back at the last good step. Press Train to try again, or restart.",
};

/** A failure as the page shows it. `survives`: the run can be gone on with. `kind`: known to whoever caught it. */
export function failureOf(error: unknown, survives: boolean, kind: FailureKind = kindOf(error)): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const text = sentence(message);
  if (error instanceof MemoryError) return { kind, message: text, hint: SMALLER, recoverable: survives };
  const lost = "The run cannot go on. Reload the page; the last saved state is offered there.";
  const startOnly = kind === "fetch" || kind === "checkpoint" || kind === "config" || kind === "no-webgpu";
  return { kind, message: text, hint: survives || startOnly ? HINTS[kind] : lost, recoverable: survives };
}

/** What an error is to the page, by its class or its words. */
export function kindOf(error: unknown): FailureKind {
  if (error instanceof CheckpointError) return "checkpoint";
  if (error instanceof FetchError) return "fetch";
  if (error instanceof ConfigError) return "config";
  if (error instanceof NonFiniteError) return "non-finite";
  if (error instanceof MemoryError) return "out-of-memory";
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  if (/device.{0,40}\blost\b|\blost\b.{0,40}device|external Instance reference no longer exists/i.test(text))
    return "device-lost";
  if (
    /out of memory|memory access out of bounds|allocation|cannot allocate|enlarge memory|memory\.grow|invalid array buffer length/i.test(
      text,
    )
  ) {
    return "out-of-memory";
  }
  if (
    /expected an adapter|refused to give an adapter|does not offer WebGPU|expected backend "webgpu"|requestAdapter/i.test(
      text,
    )
  ) {
    return "no-webgpu";
  }
  return "internal";
}

function sentence(message: string): string {
  const trimmed = message.trim() || "an error without a message";
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
