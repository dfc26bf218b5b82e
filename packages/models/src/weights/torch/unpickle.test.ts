import { describe, expect, test } from "vitest";
import { cursorOn } from "../cursor.ts";
import { elementTypes } from "../element-types.ts";
import { WeightsError } from "../errors.ts";
import { unpickle } from "./unpickle.ts";
import type { Value } from "./values.ts";

/** One byte for each character: the instructions of a pickle are mostly printable. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const load = (text: string): Value => unpickle(cursorOn(bytes(text), "pickle")).value;

const orderedDict = "ccollections\nOrderedDict\n";
const storage = "(U\x07storagectorch\nFloatStorage\nU\x01aU\x03cpuK\x06tQ";
const rebuild = (args: string): string => `ctorch._utils\n_rebuild_tensor\n(${args}tR`;

describe("unpickle", () => {
  test.each<[string, string, Value]>([
    ["None, True, False", "(N\x88\x89t.", [null, true, false]],
    ["small integers", "(K\xffM\xff\xffJ\xff\xff\xff\xfft.", [255, 65535, -1]],
    ["long integers", "(\x8a\x00\x8a\x02\xff\x7f\x8a\x01\xfft.", [0, 32767, -1]],
    ["torch's magic number", "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", 0x1950a86a20f9469cfc6cn],
    ["a float", "G\x3f\xf8\x00\x00\x00\x00\x00\x00.", 1.5],
    ["Unicode texts", "(X\x02\x00\x00\x00ab\x8c\x02\xc3\xa9\x8d\x01\x00\x00\x00\x00\x00\x00\x00ct.", ["ab", "é", "c"]],
    ["texts of Python 2", "(T\x01\x00\x00\x00dU\x01et.", ["d", "e"]],
    ["a list", "](K\x01K\x02eK\x03a.", [1, 2, 3]],
    ["tuples", "()K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87t.", [[], [1], [1, 2], [1, 2, 3]]],
    ["a dict", "}(U\x01aK\x01U\x01bK\x02uU\x01cK\x03s.", new Map(Object.entries({ a: 1, b: 2, c: 3 }))],
    ["the memo", "(U\x01aq\x05r\xff\xff\xff\xffh\x05j\xff\xff\xff\xfft.", ["a", "a", "a"]],
    ["the memo of protocol 4", "\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00(U\x01a\x94h\x00t.", ["a", "a"]],
    ["an OrderedDict with attributes", `${orderedDict})R(U\x01aK\x01u}U\x09_metadata}sb.`, new Map([["a", 1]])],
    ["an OrderedDict of Python 2", `${orderedDict}(](](U\x01aK\x01eetR.`, new Map([["a", 1]])],
    ["a Counter", "ccollections\nCounter\n}K\x04K\x01s\x85R.", new Map([[4, 1]])],
    ["a shape", "ctorch\nSize\n(K\x02K\x03t\x85R.", [2, 3]],
    ["a name from the stack", "U\x0bcollectionsU\x0bOrderedDict\x93)R.", new Map()],
  ])("reads %s", (_, pickle, value) => {
    expect(load(pickle)).toEqual(value);
  });

  test("a tensor is a view of a storage, with whatever wraps it taken off", () => {
    const tensor = `${rebuild(`${storage}K\x01(K\x02K\x02t(K\x02K\x01t`)}`;
    const expected = { kind: "storage", key: "a", element: elementTypes.get("F32"), count: 6 };
    const { value, storages } = unpickle(cursorOn(bytes(`ctorch._utils\n_rebuild_parameter\n(${tensor}\x88NtR.`), "x"));
    expect(value).toEqual({ kind: "tensor", storage: expected, view: { offset: 1, shape: [2, 2], strides: [2, 1] } });
    expect(storages).toEqual(new Map([["a", expected]]));
  });

  test.each<[string, string, RegExp]>([
    ["os.system", "cos\nsystem\n(U\x04ls -tR.", /class or function "os\.system"\)\. Nothing of it was run/],
    ["os.system by the stack", "\x8c\x05posix\x8c\x06system\x93\x8c\x02ls\x85R.", /"posix\.system"/],
    ["builtins.eval", "cbuiltins\neval\n(U\x011tR.", /"builtins\.eval"/],
    ["a class", "ctorch.nn.modules.linear\nLinear\n)\x81}b.", /"torch\.nn\.modules\.linear\.Linear"/],
    ["what every object inherits", "cconstructor\nname\n.", /"constructor\.name"/],
    ["a name with control characters", "cos\x1b[2J\nsystem\n.", /"os\\u\{1b\}\[2J\.system"/],
    ["a list as a name", "]U\x01a\x93.", /"a list or tuple\.a"/],
    ["INST", "(ios\nsystem\n.", /INST/],
    ["OBJ", "(o.", /OBJ/],
    ["NEWOBJ", `${orderedDict})\x81.`, /NEWOBJ/],
    ["NEWOBJ_EX", `${orderedDict})}\x92.`, /NEWOBJ_EX/],
    ["EXT1", "\x82\x01.", /EXT1/],
    ["EXT2", "\x83\x01\x00.", /EXT2/],
    ["EXT4", "\x84\x01\x00\x00\x00.", /EXT4/],
    ["PERSID", "Pa\n.", /PERSID/],
    ["an unknown instruction", "\xfe.", /unknown instruction 0xfe/],
    ["BUILD of a list", "]}b.", /fills the wrong thing \(expected a dict, got a list/],
    ["a call of a text", "U\x01a)R.", /is no dict and no tensor .*got a string called with a list or tuple/],
    ["a call with a dict", `${orderedDict}}R.`, /called with a dict/],
    ["an OrderedDict of numbers", `${orderedDict}]K\x01a\x85R.`, /is no dict/],
    ["a call of a storage's class", "ctorch\nFloatStorage\n)R.", /a storage type called/],
    ["a tensor of a number", rebuild("K\x01K\x00))"), /is no dict and no tensor/],
    ["a tensor of texts", rebuild(`${storage}K\x00(U\x01at(K\x01t`), /is no dict and no tensor/],
    ["a tensor of 9 dimensions", rebuild(`${storage}K\x00(${"K\x01".repeat(9)}t(${"K\x01".repeat(9)}t`), /no tensor/],
    ["a persistent id that is a text", "U\x01aQ.", /persistent id is not that of a storage/],
    ["a persistent module", "(U\x06moduleNU\x01aU\x01bU\x01ctQ.", /begins with "module"/],
    ["a storage without a class", "(U\x07storageNU\x01aU\x03cpuK\x06tQ.", /persistent id/],
    ["a storage with a number as key", storage.replace("U\x01a", "K\x01"), /persistent id/],
    ["a view of a storage", storage.replace("tQ", "(U\x01bK\x00K\x01ttQ"), /persistent id/],
    ["an empty stack", ".", /takes a value/],
    ["a value below the mark", "K\x01(a.", /takes a value/],
    ["TUPLE without a mark", "K\x01t.", /goes back to a mark/],
    ["an unknown memo entry", "h\x07.", /BINGET .*one of 0 entries, got number 7/],
    ["items for a tuple's dict", "N(K\x01K\x02u.", /expected a dict, got None/],
    ["items for a number", "K\x01K\x02a.", /expected a list, got a number/],
    ["a key without a value", "}(K\x01u.", /key lacks its value/],
    ["no end", "K\x01", /it ends inside a pickle/],
    ["nothing", "", /it ends inside a pickle/],
    ["a text of 4 GiB", "X\xff\xff\xff\xffab.", /inside a text \(expected 4294967295 more bytes, got 3\)/],
    ["a text of 2⁶³ bytes", "\x8d\x00\x00\x00\x00\x00\x00\x00\x80ab.", /inside a text/],
    ["an endless name", `c${"a".repeat(1000)}\nb\n.`, /"a{77}\.\.\."/],
    ["a name without an end", "cos", /inside a text/],
    ["too many instructions", "N".repeat(1_000_001), /too long for a state dict/],
    [
      "a long list made into a dict again and again",
      `](${"]K\x01aK\x01a".repeat(100_000)}eq\x00${`${orderedDict}h\x00\x85R`.repeat(20)}.`,
      /too long for a state dict/,
    ],
  ])("refuses %s", (_, pickle, message) => {
    expect(() => load(pickle)).toThrow(message);
    expect(() => load(pickle)).toThrow(WeightsError);
  });

  test("a list that holds itself is read without a walk through it", () => {
    const value = load("]q\x00h\x00a.");
    expect(Array.isArray(value) && value[0] === value).toBe(true);
  });
});
