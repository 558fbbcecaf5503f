import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packBundle, unpackBundle } from "../../src/pipeline/bundle.ts";

const files = fc.dictionary(fc.string({ maxLength: 12, unit: "grapheme" }), fc.uint8Array({ maxLength: 40 }), {
  noNullPrototype: true,
});
const bundle = fc.record({ meta: fc.jsonValue({ maxDepth: 3 }), files }, { noNullPrototype: true });

/** Bytes of a bundle whose header says what it likes. */
function withHeader(header: string, rest: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + text.length + rest.length);
  new DataView(out.buffer).setUint32(0, 0x41484142, true);
  new DataView(out.buffer).setUint32(4, text.length, true);
  out.set(text, 8);
  out.set(rest, 8 + text.length);
  return out;
}

describe("a bundle", () => {
  it("gives back what was packed, whatever the names", () => {
    fc.assert(
      fc.property(bundle, ({ meta, files }) => {
        const found = unpackBundle(packBundle({ meta, files }), "state.bin");
        expect(JSON.stringify(found.meta)).toBe(JSON.stringify(meta));
        expect(Object.entries(found.files)).toEqual(Object.entries(files));
      }),
      { seed: 1, numRuns: 200 },
    );
    const bytes = Uint8Array.of(1, 2);
    const odd = packBundle({ meta: 1, files: Object.fromEntries([["__proto__", bytes]]) });
    expect(Object.entries(unpackBundle(odd, "x").files)).toEqual([["__proto__", bytes]]);
  });

  it("reads from the middle of a buffer and keeps nothing of it", () => {
    const packed = packBundle({ meta: { step: 3 }, files: { weights: Uint8Array.of(7, 8, 9) } });
    const buffer = new Uint8Array(packed.length + 10);
    buffer.set(packed, 5);
    const found = unpackBundle(buffer.subarray(5, 5 + packed.length), "state.bin");
    buffer.fill(0);
    expect(found).toEqual({ meta: { step: 3 }, files: { weights: Uint8Array.of(7, 8, 9) } });
  });

  it("is refused by name when it is cut off anywhere, or goes on", () => {
    const packed = packBundle({
      meta: { a: [1, "b"] },
      files: { weights: new Uint8Array(9), optimizer: new Uint8Array(3) },
    });
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackBundle(packed.subarray(0, length), "zero/state/zero.bin")).toThrow(
        /^zero\/state\/zero\.bin: expected a saved state, got .* \(delete it to begin the stage again\)$/,
      );
    }
    const longer = new Uint8Array(packed.length + 1);
    longer.set(packed);
    expect(() => unpackBundle(longer, "a.bin")).toThrow(/^a\.bin: expected a saved state, got 1 bytes too many/);
  });

  it("is refused by name when it is something else, never otherwise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => unpackBundle(bytes, "b.bin")).toThrow(/^b\.bin: expected a saved state, got /);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it.each([
    ["no JSON", "{", "a header that is no JSON"],
    ["another value", "null", "another header"],
    ["no meta", '{"files":[]}', "another header"],
    ["no files", '{"meta":1,"files":{}}', "another header"],
    ["an entry that is none", '{"meta":1,"files":[["a"]]}', "another header"],
    ["a negative length", '{"meta":1,"files":[["a",-1]]}', "another header"],
    ["half a byte", '{"meta":1,"files":[["a",0.5]]}', "another header"],
  ])("is refused by name with a header of %s", (_, header, got) => {
    expect(() => unpackBundle(withHeader(header), "c.bin")).toThrow(`c.bin: expected a saved state, got ${got}`);
  });
});
