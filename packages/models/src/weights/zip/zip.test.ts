import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { allowance } from "../allowance.ts";
import { WeightsError } from "../errors.ts";
import { crc32 } from "./crc32.ts";
import { readDirectory } from "./directory.ts";
import { extract } from "./extract.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const content = encode("residual ".repeat(100));
const stored = zipSync({ "a.txt": content, "b.txt": encode("b") }, { level: 0 });
const deflated = zipSync({ "a.txt": content, "b.txt": encode("b") }, { level: 9 });
const bomb = zipSync({ "a.txt": new Uint8Array(64 << 20) }, { level: 9 });

const read = (archive: Uint8Array, name = "a.txt"): Uint8Array =>
  extract(archive, readDirectory(archive).get(name)!, allowance(archive.length));

/** `archive` with what `change` does to the directory's entry of `name`, given a view that begins there. */
function forge(archive: Uint8Array, change: (entry: DataView) => void, name = "a.txt"): Uint8Array {
  const copy = archive.slice();
  const at = new TextDecoder("latin1").decode(copy).lastIndexOf(name) - 46;
  change(new DataView(copy.buffer, at));
  return copy;
}

test("CRC-32 of the standard's check text", () => {
  expect(crc32(encode("123456789"))).toBe(0xcbf43926);
});

test.each([
  ["stored", stored],
  ["deflated", deflated],
  ["stored, with a comment behind it", forgeComment(stored, "a comment")],
])("an archive %s is read", (_, archive) => {
  expect([...readDirectory(archive).keys()]).toEqual(["a.txt", "b.txt"]);
  expect(read(archive)).toEqual(content);
  expect(read(archive, "b.txt")).toEqual(encode("b"));
});

function forgeComment(archive: Uint8Array, comment: string): Uint8Array {
  const copy = new Uint8Array([...archive, ...encode(comment)]);
  new DataView(copy.buffer).setUint16(archive.length - 2, comment.length, true);
  return copy;
}

describe("refused:", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["no directory", stored.subarray(0, -1), /no list of its files/],
    ["a directory that begins elsewhere", forge(stored, (entry) => entry.setUint8(0, 0)), /list of files is damaged/],
    ["a name longer than the file", forge(stored, (entry) => entry.setUint16(28, 0xffff, true)), /ends inside a file/],
    ["a name twice", forge(stored, (entry) => entry.setUint8(46, 0x61), "b.txt"), /a file occurs twice .*"a\.txt"/],
    ["an offset outside", forge(stored, (entry) => entry.setUint32(42, 0xfffffff0, true)), /ends inside its header/],
    ["an offset at no header", forge(stored, (entry) => entry.setUint32(42, 1, true)), /its header is damaged/],
    ["an encrypted file", forge(stored, (entry) => entry.setUint16(8, 1, true)), /got encryption/],
    ["an unknown compression", forge(stored, (entry) => entry.setUint16(10, 93, true)), /got method 93/],
    ["a wrong checksum", forge(stored, (entry) => entry.setUint32(16, 1, true)), /with CRC-32 1, got/],
    ["a wrong length", forge(stored, (entry) => entry.setUint32(24, 8, true)), /expected 8 bytes .*got 900 bytes/],
    [
      "more bytes than the file has",
      forge(stored, (entry) => entry.setUint32(20, 9999, true)),
      /ends inside its bytes/,
    ],
    ["deflate of more than announced", forge(deflated, (entry) => entry.setUint32(24, 8, true)), /to more than/],
    ["deflate of less than announced", forge(deflated, (entry) => entry.setUint32(24, 901, true)), /to less than/],
    ["deflate cut short", forge(deflated, (entry) => entry.setUint32(20, 8, true)), /to less than announced/],
    [
      "stored bytes called deflated",
      forge(stored, (entry) => entry.setUint16(10, 8, true)),
      /deflated bytes are damaged/,
    ],
    ["4 GiB announced", forge(deflated, (entry) => entry.setUint32(24, 0xffffffff, true)), /as a zip bomb does/],
    ["64 MB of zeros in 64 kB", bomb, /as a zip bomb does/],
    ["64 MB announced as 4 bytes", forge(bomb, (entry) => entry.setUint32(24, 4, true)), /to more than announced/],
  ])("%s", (_, archive, message) => {
    expect(() => read(archive)).toThrow(message);
    expect(() => read(archive)).toThrow(WeightsError);
  });

  test("garbage behind the end of deflated bytes, without piling it up", () => {
    const garbage = new Uint8Array(deflated.length + (32 << 20)).fill(0x5a);
    garbage.set(deflated.subarray(0, deflated.length));
    const entry = { ...readDirectory(deflated).get("a.txt")!, storedBytes: 32 << 20, bytes: 901 };
    const started = performance.now();
    expect(() => extract(garbage, entry, allowance(garbage.length))).toThrow(/to less than announced/);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("many files that share the same bytes: each pays", () => {
    const charge = allowance(stored.length);
    const entry = { ...readDirectory(stored).get("a.txt")! };
    const often = (): void => {
      for (let time = 0; time < 10_000; time++) extract(stored, entry, charge);
    };
    expect(often).toThrow(/as a zip bomb does/);
  });
});
