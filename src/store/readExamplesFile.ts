import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import { readExampleLine, type StoredExample } from "./paperExampleLines.ts";

/** Longest time of reading without a break, so that the page stays alive: half a frame. */
const SLICE = 8; // ms

/**
 * Every example of a file, a JSON line each, packed with gzip or not: a server may say that it sends packed, and then the browser has
 * unpacked it already.
 *
 * @param file names it in errors
 * @param take gets each example
 * @throws naming file and line where there is something else
 */
export async function readExamplesFile(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  take: (example: StoredExample) => void,
): Promise<void> {
  let line = 0;
  let rest = "";
  let since = performance.now();
  for await (const part of texts(bytes, file)) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      line++;
      if (text !== "") take(readExampleLine(text, `${file}, line ${line}`));
    }
    if (performance.now() - since > SLICE) {
      await yieldToEventLoop();
      since = performance.now();
    }
  }
  if (rest !== "") take(readExampleLine(rest, `${file}, line ${line + 1}`));
}

/** The file's text, some kilobytes at a time. */
async function* texts(bytes: Uint8Array<ArrayBuffer>, file: string): AsyncGenerator<string> {
  const blob = new Blob([bytes]);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const stream = packed ? blob.stream().pipeThrough(new DecompressionStream("gzip")) : blob.stream();
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${file}: expected a whole gzip file, got one that cannot be unpacked (${reason})`);
    });
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}
