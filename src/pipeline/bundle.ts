/** Several files and a JSON value in one, so that a state is stored whole or not at all. */
export interface Bundle {
  meta: unknown;
  files: Record<string, Uint8Array>;
}

/** Between two savings of work that goes on, in milliseconds: what an interruption costs at most. */
export const SAVE_EVERY = 20_000;
export const BEGIN_AGAIN = "delete it to begin the stage again";

const MAGIC = 0x41484142;

/** Layout: magic, length of the header (both u32, little endian), header JSON with the files' lengths, the files end to end. */
export function packBundle({ meta, files }: Bundle): Uint8Array {
  const entries = Object.entries(files);
  const header = new TextEncoder().encode(
    JSON.stringify({ meta, files: entries.map(([name, bytes]) => [name, bytes.length]) }),
  );
  const length = 8 + header.length + entries.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.length, true);
  out.set(header, 8);
  let at = 8 + header.length;
  for (const [, bytes] of entries) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/** @throws naming `where` when the bytes are no whole bundle */
export function unpackBundle(bytes: Uint8Array, where: string): Bundle {
  const broken = (got: string): Error => new Error(`${where}: expected a saved state, got ${got} (${BEGIN_AGAIN})`);
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || 8 + headerLength > bytes.length) throw broken("something else");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  } catch {
    throw broken("a header that is no JSON");
  }
  if (typeof header !== "object" || header === null || !("meta" in header) || !("files" in header))
    throw broken("another header");
  if (!Array.isArray(header.files)) throw broken("another header");
  const files: [string, Uint8Array][] = [];
  let at = 8 + headerLength;
  for (const entry of header.files) {
    if (!Array.isArray(entry)) throw broken("another header");
    const [name, length]: unknown[] = entry;
    if (typeof name !== "string" || typeof length !== "number" || !Number.isInteger(length) || length < 0)
      throw broken("another header");
    if (at + length > bytes.length) throw broken(`a file cut off after ${bytes.length} bytes`);
    files.push([name, bytes.slice(at, at + length)]);
    at += length;
  }
  if (at < bytes.length) throw broken(`${bytes.length - at} bytes too many`);
  return { meta: header.meta, files: Object.fromEntries(files) };
}
