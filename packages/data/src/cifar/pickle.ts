// Reads the few pickles that CIFAR is published as: dictionaries, lists, integers, strings and numpy byte arrays, as
// Python 2 wrote them (protocol 2). A pickle is a program; this reader knows only the instructions that build such
// data, knows three names, calls nothing, and refuses the rest.
import { DataError } from "../image-set.ts";

/** A numpy array of uint8 in row order. Its bytes come after it in the pickle: empty until then. */
export type PickledArray = { readonly kind: "array"; bytes: Uint8Array };

/** What these pickles can hold. Strings are the bytes of the file, not a copy; dictionary keys are read as Latin-1. */
export type PickleValue =
  | null
  | boolean
  | number
  | Uint8Array
  | PickleValue[]
  | Map<string, PickleValue>
  | PickledArray
  | { readonly kind: "reconstruct" | "ndarray" | "dtype" | "uint8" };

type Machine = {
  readonly name: string;
  readonly view: DataView<ArrayBufferLike>;
  readonly stack: PickleValue[];
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
  at: number;
};

const globals: Readonly<Record<string, PickleValue>> = {
  "numpy.core.multiarray _reconstruct": { kind: "reconstruct" },
  "numpy ndarray": { kind: "ndarray" },
  "numpy dtype": { kind: "dtype" },
};

const latin1 = new TextDecoder("latin1");

function refuse(machine: Machine, what: string): never {
  throw new DataError(
    `${machine.name} is refused at byte ${machine.at}: ${what}. Expected a batch of the official python archive (a dictionary of lists, strings and one uint8 array, pickle protocol 2).`,
  );
}

/** Moves past `count` bytes and says where they begin. */
function skip(machine: Machine, count: number): number {
  const start = machine.at;
  if (start + count > machine.view.byteLength) refuse(machine, "the file ends too early");
  machine.at += count;
  return start;
}

const byte = (machine: Machine): number => machine.view.getUint8(skip(machine, 1));
const word = (machine: Machine): number => machine.view.getUint32(skip(machine, 4), true);

function string(machine: Machine, length: number): Uint8Array {
  return new Uint8Array(machine.view.buffer, machine.view.byteOffset + skip(machine, length), length);
}

function line(machine: Machine): string {
  const start = machine.at;
  while (byte(machine) !== 10);
  return latin1.decode(new Uint8Array(machine.view.buffer, machine.view.byteOffset + start, machine.at - 1 - start));
}

function pop(machine: Machine): PickleValue {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) refuse(machine, "a value is missing");
  return machine.stack.pop()!;
}

/** Everything above the last mark, or the last `count` values. */
function popMany(machine: Machine, count?: number): PickleValue[] {
  if (count !== undefined) return Array.from({ length: count }, () => pop(machine)).reverse();
  const mark = machine.marks.pop() ?? refuse(machine, "a mark is missing");
  return machine.stack.splice(mark);
}

function top<T extends PickleValue>(machine: Machine, is: (value: PickleValue) => value is T, what: string): T {
  const value = machine.stack.at(-1);
  return value !== undefined && is(value) ? value : refuse(machine, `${what} is missing`);
}

const isList = (value: PickleValue): value is PickleValue[] => Array.isArray(value);
const isMap = (value: PickleValue): value is Map<string, PickleValue> => value instanceof Map;
const kindOf = (value: PickleValue | undefined): string | undefined =>
  typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;

function extend(machine: Machine, values: readonly PickleValue[]): void {
  const list = top(machine, isList, "a list");
  for (const value of values) list.push(value);
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const map = top(machine, isMap, "a dictionary");
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = items[i];
    if (!(key instanceof Uint8Array)) refuse(machine, "a dictionary's key is not a string");
    map.set(latin1.decode(key), items[i + 1]!);
  }
}

/** "Calls" one of the two functions that make an empty array and its element type. */
function reduce(machine: Machine): void {
  const values = pop(machine);
  const called = kindOf(pop(machine));
  const first = isList(values) ? values[0] : undefined;
  if (called === "reconstruct" && kindOf(first) === "ndarray") {
    machine.stack.push({ kind: "array", bytes: new Uint8Array() });
  } else if (called === "dtype" && first instanceof Uint8Array && latin1.decode(first) === "u1") {
    machine.stack.push({ kind: "uint8" });
  } else refuse(machine, "it calls something that is not an array of uint8");
}

/** Gives an array its state (version, shape, type, column order, bytes); a type's own state says nothing new. */
function build(machine: Machine): void {
  const state = pop(machine);
  const target = machine.stack.at(-1);
  if (kindOf(target) === "uint8") return;
  const [, shape, type, columnOrder, bytes] = isList(state) ? state : [];
  const size = shape !== undefined && isList(shape) ? shape.reduce<number>((all, n) => all * Number(n), 1) : -1;
  const whole = kindOf(type) === "uint8" && columnOrder === false && bytes instanceof Uint8Array;
  if (kindOf(target) !== "array" || !whole || bytes.length !== size) refuse(machine, "an array's state is not whole");
  (target as PickledArray).bytes = bytes;
}

/** The instructions, by their byte (protocol 2 and before; names as in Python's pickletools). */
const instructions: Readonly<Record<number, (machine: Machine) => void>> = {
  128: (m) => byte(m) > 2 && refuse(m, "its protocol is newer than 2"), // PROTO
  40: (m) => m.marks.push(m.stack.length), // MARK
  41: (m) => m.stack.push([]), // EMPTY_TUPLE
  93: (m) => m.stack.push([]), // EMPTY_LIST
  125: (m) => m.stack.push(new Map()), // EMPTY_DICT
  78: (m) => m.stack.push(null), // NONE
  136: (m) => m.stack.push(true), // NEWTRUE
  137: (m) => m.stack.push(false), // NEWFALSE
  75: (m) => m.stack.push(byte(m)), // BININT1
  77: (m) => m.stack.push(m.view.getUint16(skip(m, 2), true)), // BININT2
  74: (m) => m.stack.push(m.view.getInt32(skip(m, 4), true)), // BININT
  85: (m) => m.stack.push(string(m, byte(m))), // SHORT_BINSTRING
  84: (m) => m.stack.push(string(m, word(m))), // BINSTRING
  113: (m) => m.memo.set(byte(m), m.stack.at(-1) ?? null), // BINPUT
  114: (m) => m.memo.set(word(m), m.stack.at(-1) ?? null), // LONG_BINPUT
  104: (m) => m.stack.push(m.memo.get(byte(m)) ?? refuse(m, "it refers to nothing")), // BINGET
  106: (m) => m.stack.push(m.memo.get(word(m)) ?? refuse(m, "it refers to nothing")), // LONG_BINGET
  97: (m) => extend(m, popMany(m, 1)), // APPEND
  101: (m) => extend(m, popMany(m)), // APPENDS
  115: (m) => setItems(m, popMany(m, 2)), // SETITEM
  117: (m) => setItems(m, popMany(m)), // SETITEMS
  116: (m) => m.stack.push(popMany(m)), // TUPLE
  133: (m) => m.stack.push(popMany(m, 1)), // TUPLE1
  134: (m) => m.stack.push(popMany(m, 2)), // TUPLE2
  135: (m) => m.stack.push(popMany(m, 3)), // TUPLE3
  99: (m) => {
    const name = `${line(m)} ${line(m)}`;
    m.stack.push((Object.hasOwn(globals, name) && globals[name]) || refuse(m, `it names ${JSON.stringify(name)}`));
  }, // GLOBAL
  82: reduce, // REDUCE
  98: build, // BUILD
};

const stop = 46;

/** The value of a whole pickle. `name` is for messages. Throws DataError for anything these files do not need. */
export function readPickle(bytes: Uint8Array, name: string): PickleValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine: Machine = { name, view, stack: [], marks: [], memo: new Map(), at: 0 };
  for (;;) {
    const code = byte(machine);
    if (code === stop) return pop(machine);
    const instruction = instructions[code];
    if (!instruction) refuse(machine, `instruction ${code} is not one that such a file needs`);
    instruction(machine);
  }
}
