import { type Checkpoint, loadCheckpoint } from "./checkpoint/loadCheckpoint.ts";

/** A file of the base model could not be fetched. Callers branch on the class. */
export class FetchError extends Error {
  override readonly name = "FetchError";

  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(`${url}: ${reason}`);
  }
}

/**
 * @param url of the checkpoint without extension, or of either of its two files
 * @throws FetchError, CheckpointError
 */
export async function fetchCheckpoint(url: string, fetcher: typeof fetch = fetch): Promise<Checkpoint> {
  const where = url.replace(/\.(safetensors|json)$/, "");
  const [json, bytes] = await Promise.all([get(`${where}.json`, fetcher), get(`${where}.safetensors`, fetcher)]);
  return loadCheckpoint(bytes, new TextDecoder().decode(json), where);
}

async function get(url: string, fetcher: typeof fetch): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetcher(url);
  } catch (error) {
    throw new FetchError(url, `no answer (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!response.ok) throw new FetchError(url, `expected status 200, got ${response.status}`);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new FetchError(url, "the transfer broke off");
  }
}
