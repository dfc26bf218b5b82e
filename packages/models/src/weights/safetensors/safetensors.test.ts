import type { Parameters } from "@unravel/core";
import { describe, expect, test } from "vitest";
import { WeightsError } from "../errors.ts";
import { readSafetensors } from "./read.ts";
import { writeSafetensors } from "./write.ts";

/** A file with `header` as it is, and `data` zero bytes. */
function file(header: string | object, data = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const tensor = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = "F32"): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const parameters: Parameters = {
  "fc.weight": { shape: [2, 3], data: Float32Array.of(1, -2, 0.1, Number.NaN, Number.POSITIVE_INFINITY, -0) },
  scalar: { shape: [], data: Float32Array.of(7) },
  empty: { shape: [0, 4], data: new Float32Array() },
  '": "quoted" 저울\\': { shape: [1], data: Float32Array.of(3) },
};

describe("safetensors", () => {
  test("what was written is read, bit by bit, with names, order and metadata", () => {
    const bytes = writeSafetensors(parameters, { model: "resnet20", note: 'a "b": {}\n', ":": ":" });
    const read = readSafetensors(bytes);
    expect(read.metadata).toEqual({ model: "resnet20", note: 'a "b": {}\n', ":": ":" });
    expect(Object.keys(read.tensors)).toEqual(Object.keys(parameters));
    expect(read.tensors).toEqual(parameters);
    expect(writeSafetensors(read.tensors, read.metadata)).toEqual(bytes);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  test("a tensor may have any name, even one that objects inherit", () => {
    const { tensors } = readSafetensors(file('{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4));
    expect(Object.entries(tensors)).toEqual([["__proto__", { shape: [], data: new Float32Array(1) }]]);
  });

  test("metadata that is a large JSON text itself", () => {
    const model = JSON.stringify(
      Array.from({ length: 50_000 }, (_, index) => ({ op: "conv", name: `conv"${index}\\` })),
    );
    expect(readSafetensors(writeSafetensors(parameters, { model })).metadata).toEqual({ model });
  });

  test("a file of no tensors and no metadata", () => {
    expect(readSafetensors(writeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  test.each([
    ["F64", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
    ["F32", [0, 0, 0xc0, 0x3f], 1.5],
    ["F16", [0, 0xbe], -1.5],
    ["F16", [1, 0], 2 ** -24],
    ["F16", [0, 0x7c], Number.POSITIVE_INFINITY],
    ["F16", [1, 0x7c], Number.NaN],
    ["BF16", [0xc0, 0xbf], -1.5],
    ["BF16", [1, 0], 2 ** -133],
    ["I64", [0xfe, 255, 255, 255, 255, 255, 255, 255], -2],
    ["I32", [0xfe, 255, 255, 255], -2],
    ["I16", [0xfe, 255], -2],
    ["I8", [0xfe], -2],
    ["U8", [0xfe], 254],
    ["BOOL", [1], 1],
  ])("%s %j becomes %f", (dtype, stored, value) => {
    const bytes = file({ x: tensor(0, stored.length, [1], dtype) }, stored.length);
    bytes.set(stored, bytes.length - stored.length);
    expect(readSafetensors(bytes).tensors).toEqual({ x: { shape: [1], data: Float32Array.of(value) } });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(), /ends inside the header's length .*got 0/],
    ["a header longer than the file", file({}).subarray(0, 9), /ends inside the header/],
    ["a huge header", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b), /too long .*at most 8388608 bytes/],
    ["no JSON", file("{oops"), /not JSON/],
    ["bytes that are no text", file("{}").with(8, 0xff), /not JSON/],
    ["JSON nested deeply", file(`${"[".repeat(1 << 20)}`), /not JSON/],
    ["a list", file([]), /no table of tensors/],
    ["null", file("null"), /no table of tensors/],
    ["an entry that is a number", file({ x: 4 }), /no table of tensors/],
    ["a key twice", file('{"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"x":{}}', 4), /a key occurs twice/],
    ["an escaped key twice", file('{"x":{"shape":[1],"sh\\u0061pe":[2]}}'), /a key occurs twice/],
    ["a missing field", file({ x: { dtype: "F32", shape: [1] } }, 4), /entry of tensor "x" is malformed/],
    ["a negative size", file({ x: tensor(0, 4, [-1]) }, 4), /malformed/],
    ["a fraction as size", file({ x: tensor(0, 4, [0.5]) }, 4), /malformed/],
    ["three offsets", file({ x: { dtype: "F32", shape: [], data_offsets: [0, 4, 8] } }, 4), /malformed/],
    ["a dtype as number", file({ x: tensor(0, 4, [1], 32) }, 4), /malformed/],
    ["an unknown dtype", file({ x: tensor(0, 4, [4], "F8_E4M3") }, 4), /"F8_E4M3".*Save the weights as F32/s],
    ["metadata that is no text", file({ __metadata__: { epoch: 3 } }), /metadata is not all text/],
    ["a gap", file({ x: tensor(0, 4), y: tensor(8, 12) }, 12), /gap .*"y" .*begins at 4.*got 8 to 12/],
    ["an overlap", file({ x: tensor(0, 8), y: tensor(4, 12) }, 12), /overlap.*"y"/],
    ["the same bytes twice", file({ x: tensor(0, 4), y: tensor(0, 4) }, 4), /overlap.*"y"/],
    ["a start above 0", file({ x: tensor(4, 8) }, 8), /gap.*"x"/],
    ["an end outside the file", file({ x: tensor(0, 8) }, 4), /leave the file at "x"/],
    ["an end before the start", file({ x: tensor(0, 8), y: tensor(8, 4, [0]) }, 8), /overlap.*"y"/],
    ["bytes behind the last tensor", file({ x: tensor(0, 4) }, 8), /"the end of the file"/],
    ["a shape of another length", file({ x: tensor(0, 4, [2]) }, 4), /wrong length .*expected 8 bytes, got 4/],
    ["a shape beyond all numbers", file({ x: tensor(0, 4, [2 ** 52, 2 ** 52]) }, 4), /wrong length/],
    ["too many dimensions", file({ x: tensor(0, 4, Array(9).fill(1)) }, 4), /at most 8 dimensions/],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(WeightsError);
  });

  test("control characters of a name do not reach the terminal", () => {
    const entry = file({ "\u001b[2J\u202e": {} });
    expect(() => readSafetensors(entry)).toThrow('"\\u{1b}[2J\\u{202e}"');
  });

  test("refuses to write a tensor whose shape is not that of its data", () => {
    const wrong = { x: { shape: [3], data: Float32Array.of(1) } };
    expect(() => writeSafetensors(wrong)).toThrow(/tensor "x": it cannot be written \(expected 3 numbers/);
  });
});
