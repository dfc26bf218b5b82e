// The pickle instructions that a state dict needs, one row each, under the names of Python's pickletools.
import { advance, takeBytes, takeUint64 } from "../cursor.ts";
import { appendItems, get, type Machine, mark, popMany, popToMark, push, put, setItems } from "./machine.ts";
import { build, pushGlobal, pushStackGlobal, pushStorage, reduce, refuse } from "./objects.ts";

/** One instruction: its name and what it does, reading its operands from the machine's cursor. */
export type Instruction = readonly [name: string, run: (machine: Machine) => unknown];

const operand = ({ cursor }: Machine, bytes: number): number => advance(cursor, bytes, "a pickle instruction");
const uint8 = (machine: Machine): number => machine.cursor.view.getUint8(operand(machine, 1));
const uint16 = (machine: Machine): number => machine.cursor.view.getUint16(operand(machine, 2), true);
const uint32 = (machine: Machine): number => machine.cursor.view.getUint32(operand(machine, 4), true);
const uint64 = ({ cursor }: Machine): number => takeUint64(cursor, "a pickle instruction");
const int32 = (machine: Machine): number => machine.cursor.view.getInt32(operand(machine, 4), true);
const float64 = (machine: Machine): number => machine.cursor.view.getFloat64(operand(machine, 8), false);

const text = ({ cursor }: Machine, length: number): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(takeBytes(cursor, length, "a text"));

/** The rest of the line, without its end. Names of classes are short: 256 bytes are enough. */
function line(machine: Machine): string {
  const { bytes, at } = machine.cursor;
  const length = bytes.subarray(at, at + 256).indexOf(10);
  const read = text(machine, length < 0 ? 257 : length);
  operand(machine, 1);
  return read;
}

/** Two's complement of `length` bytes, little-endian: torch's magic number, and integers beyond 32 bits. */
function longInteger({ cursor }: Machine, length: number): number | bigint {
  const bytes = takeBytes(cursor, length, "an integer");
  const unsigned = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * length, unsigned);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Byte to instruction. */
export const opcodes: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  [0x80, ["PROTO", uint8]],
  [0x95, ["FRAME", uint64]],
  [0x4e, ["NONE", (machine) => push(machine, null)]],
  [0x88, ["NEWTRUE", (machine) => push(machine, true)]],
  [0x89, ["NEWFALSE", (machine) => push(machine, false)]],
  [0x4b, ["BININT1", (machine) => push(machine, uint8(machine))]],
  [0x4d, ["BININT2", (machine) => push(machine, uint16(machine))]],
  [0x4a, ["BININT", (machine) => push(machine, int32(machine))]],
  [0x8a, ["LONG1", (machine) => push(machine, longInteger(machine, uint8(machine)))]],
  [0x47, ["BINFLOAT", (machine) => push(machine, float64(machine))]],
  [0x58, ["BINUNICODE", (machine) => push(machine, text(machine, uint32(machine)))]],
  [0x8c, ["SHORT_BINUNICODE", (machine) => push(machine, text(machine, uint8(machine)))]],
  [0x8d, ["BINUNICODE8", (machine) => push(machine, text(machine, uint64(machine)))]],
  [0x54, ["BINSTRING", (machine) => push(machine, text(machine, uint32(machine)))]],
  [0x55, ["SHORT_BINSTRING", (machine) => push(machine, text(machine, uint8(machine)))]],
  [0x28, ["MARK", mark]],
  [0x5d, ["EMPTY_LIST", (machine) => push(machine, [])]],
  [0x29, ["EMPTY_TUPLE", (machine) => push(machine, [])]],
  [0x7d, ["EMPTY_DICT", (machine) => push(machine, new Map())]],
  [0x74, ["TUPLE", (machine) => push(machine, popToMark(machine))]],
  [0x85, ["TUPLE1", (machine) => push(machine, popMany(machine, 1))]],
  [0x86, ["TUPLE2", (machine) => push(machine, popMany(machine, 2))]],
  [0x87, ["TUPLE3", (machine) => push(machine, popMany(machine, 3))]],
  [0x61, ["APPEND", (machine) => appendItems(machine, popMany(machine, 1))]],
  [0x65, ["APPENDS", (machine) => appendItems(machine, popToMark(machine))]],
  [0x73, ["SETITEM", (machine) => setItems(machine, popMany(machine, 2))]],
  [0x75, ["SETITEMS", (machine) => setItems(machine, popToMark(machine))]],
  [0x71, ["BINPUT", (machine) => put(machine, uint8(machine))]],
  [0x72, ["LONG_BINPUT", (machine) => put(machine, uint32(machine))]],
  [0x94, ["MEMOIZE", (machine) => put(machine, machine.memo.size)]],
  [0x68, ["BINGET", (machine) => get(machine, uint8(machine))]],
  [0x6a, ["LONG_BINGET", (machine) => get(machine, uint32(machine))]],
  [0x63, ["GLOBAL", (machine) => pushGlobal(machine, line(machine), line(machine))]],
  [0x93, ["STACK_GLOBAL", pushStackGlobal]],
  [0x52, ["REDUCE", reduce]],
  [0x62, ["BUILD", build]],
  [0x51, ["BINPERSID", pushStorage]],
  // Named for the message only: they make objects, or belong to protocols that torch never wrote.
  [0x81, ["NEWOBJ", refuse]],
  [0x92, ["NEWOBJ_EX", refuse]],
  [0x69, ["INST", refuse]],
  [0x6f, ["OBJ", refuse]],
  [0x82, ["EXT1", refuse]],
  [0x83, ["EXT2", refuse]],
  [0x84, ["EXT4", refuse]],
  [0x50, ["PERSID", refuse]],
  [0x42, ["BINBYTES", refuse]],
  [0x43, ["SHORT_BINBYTES", refuse]],
]);
