// Whole files that are damaged, wrong or made to do harm: each ends in a WeightsError or in tensors, soon and in little
// memory. What a part of a file can do is tested beside its reader.
/// <reference types="node" />
import { readFileSync } from "node:fs";
import { type Zippable, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { WeightsError } from "./errors.ts";
import { readWeights } from "./read-weights.ts";
import { writeSafetensors } from "./safetensors/write.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`goldens/${name}`, import.meta.url)));
const uint32 = (value: number): string => String.fromCharCode(...new Uint8Array(Uint32Array.of(value).buffer));

/** The pickle of a dense float32 vector of `count` numbers in storage "0", under `name` in a state dict. */
const entry = (name: string, count: number): string =>
  `X${uint32(name.length)}${name}ctorch._utils\n_rebuild_tensor\n(` +
  `(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuJ${uint32(count)}tQK\x00J${uint32(count)}\x85K\x01\x85tR`;
const stateDict = (...entries: readonly string[]): string => `}(${entries.join("")}u.`;

/** A torch file in a zip, with `object` as its pickle. */
const zip = (object: string, entries: Zippable = {}, level: 0 | 9 = 0): Uint8Array =>
  zipSync({ "x/data.pkl": bytes(object), ...entries }, { level });

/** A legacy torch file with `object` as its pickle, and `rest` after it. */
const legacy = (object: string, rest = "]."): Uint8Array =>
  bytes(`\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.}U\x0dlittle_endian\x88s.${object}${rest}`);

/** Reads `file`; anything thrown but a WeightsError fails the test. */
function survive(file: Uint8Array): void {
  try {
    readWeights(file);
  } catch (cause) {
    if (!(cause instanceof WeightsError)) throw cause;
  }
}

const samples: readonly [string, Uint8Array][] = [
  ["sample-zip.pth", golden("sample-zip.pth")],
  ["sample-legacy.pth", golden("sample-legacy.pth")],
  ["checkpoint-zip.pth", golden("checkpoint-zip.pth")],
  ["checkpoint-legacy.pth.tar", golden("checkpoint-legacy.pth.tar")],
  ["a deflated zip", zip(stateDict(entry("w", 64)), { "x/data/0": new Uint8Array(256) }, 9)],
  ["safetensors", writeSafetensors({ w: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { epoch: "3" })],
];

describe.each(samples)("%s", (_, file) => {
  test("cut short at any length is refused", () => {
    for (let length = 0; length < file.length; length++)
      expect(() => readWeights(file.subarray(0, length)), `${length} bytes`).toThrow(WeightsError);
  });

  test("with one bit flipped is read or refused", () => {
    const copy = file.slice();
    for (let bit = 0; bit < 8 * file.length; bit += 5) {
      copy[bit >> 3]! ^= 1 << (bit & 7);
      survive(copy);
      copy[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  test("with a few bytes overwritten is read or refused", () => {
    for (const filler of [0x00, 0x28, 0x7d, 0xff])
      for (let at = 0; at < file.length; at += 7) survive(file.slice().fill(filler, at, at + 5));
  });
});

const weights = zip(stateDict(entry("w", 4)), { "x/data/0": new Uint8Array(16) });

test.each<[string, Uint8Array, RegExp]>([
  ["an empty file", new Uint8Array(), /got nothing: it is empty\). Download the file again/],
  ["an error page", bytes("\n <!DOCTYPE html><html><body>404</body>"), /web page.*download the raw file/],
  ["a server's XML", bytes('<?xml version="1.0"?><Error/>'), /web page/],
  ["a Git LFS pointer", bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), /git lfs pull/],
  ["a tar archive", bytes(`weights.pt${"\x00".repeat(247)}ustar\x0000`), /tar archive.*Unpack it/],
  ["a gzip file", bytes("\x1f\x8b\x08\x00"), /gzip/],
  ["an HDF5 file", bytes("\x89HDF\r\n\x1a\n"), /Keras/],
  ["an empty zip", bytes(`PK\x05\x06${"\x00".repeat(18)}`), /empty zip/],
  ["some text", bytes("weights"), /something unknown/],
  ["zeros", new Uint8Array(4096), /something unknown/],
  ["another zip", zipSync({ "word/document.xml": bytes("<w/>") }), /not an archive of torch\.save.*"word\/document/],
  ["a zip of two objects", zip("}.", { "y/data.pkl": bytes("}.") }), /not an archive of torch\.save/],
  ["another pickle", bytes("\x80\x02}."), /magic number is not that of torch\.save/],
  ["another protocol", legacy("}.").with(18, 0), /protocol version is not that of torch\.save .*expected 1001/],
  ["a big-endian zip", zip("}.", { "x/byteorder": bytes("big") }), /big-endian.*got "big"/],
  ["a big-endian legacy file", legacy("}.").with(36, 0x89), /big-endian/],
  ["a state dict without tensors", zip("}U\x05epochK\x01s."), /no state dict .*got a dict of "epoch"/],
  ["a list", legacy("]."), /no state dict .*got a list or tuple/],
  ["os.system in a legacy file", legacy("cos\nsystem\n(U\x07rm -rf /tR."), /"os\.system"\)\. Nothing of it was run/],
  ["os.system in a zip", zip("cos\nsystem\n(U\x07rm -rf /tR."), /"os\.system"\)\. Nothing of it was run/],
  ["os.system in place of the magic number", bytes("\x80\x02cos\nsystem\n(U\x02lstR."), /"os\.system"/],
  ["no list of storages", legacy(stateDict(entry("w", 4)), "K\x01."), /no list of storages/],
  ["an unknown storage", legacy(stateDict(entry("w", 4)), "(U\x019t."), /a storage that no tensor uses .*"9"/],
  [
    "a storage of another length",
    legacy(stateDict(entry("w", 4)), `(U\x010t.${uint32(5)}${uint32(0)}`),
    /expected 4 numbers, got 5/,
  ],
  ["a storage left out", legacy(stateDict(entry("w", 4))), /storage "0" is missing/],
  ["a missing storage in a zip", zip(stateDict(entry("w", 4))), /expected 16 bytes, got none/],
  ["a short storage in a zip", zip(stateDict(entry("w", 4)), { "x/data/0": new Uint8Array(12) }), /16 bytes, got 12/],
  ["a storage of 8 GB", zip(stateDict(entry("w", 0x7fffffff)), { "x/data/0": new Uint8Array(16) }), /8589934588 bytes/],
  ["safetensors without tensors", writeSafetensors({}), /no weights .*got none/],
  [
    "a step counter alone",
    zip(stateDict(entry("bn1.num_batches_tracked", 1)), { "x/data/0": bytes("\0\0\0\0") }),
    /got none/,
  ],
  [
    "a zip bomb",
    zip(stateDict(entry("w", 1 << 24)), { "x/data/0": new Uint8Array(64 << 20) }, 9),
    /"x\/data\/0": the file unfolds into far more than it holds, as a zip bomb does/,
  ],
  [
    "one storage under 900 names",
    zip(stateDict(...Array.from({ length: 900 }, (_, index) => entry(`w${index}`, 1 << 16))), {
      "x/data/0": new Uint8Array(1 << 18),
    }),
    /"w\d+": the file unfolds/,
  ],
])("%s is refused", (_, file, message) => {
  expect(() => readWeights(file)).toThrow(message);
  expect(() => readWeights(file)).toThrow(WeightsError);
});

test("the name of the file begins the message", () => {
  expect(() => readWeights(weights.subarray(0, -1), { fileName: "a/b.pth" })).toThrow(/^"a\/b\.pth": zip archive: /);
});

test("names that are all prefix cost no time", () => {
  const name = "net.".repeat(100_000);
  const file = zip(stateDict(entry(name, 4)), { "x/data/0": new Uint8Array(16) });
  expect(Object.keys(readWeights(file).tensors)).toEqual([name.slice(16)]);
});
