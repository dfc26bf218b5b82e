// torch.save's stream format, before version 1.6: five pickles (magic number, protocol, system, object, storage keys),
// then each storage's length and numbers.
import { type Cursor, cursorOn, takeBytes, takeUint64 } from "../cursor.ts";
import { quote, weightsError } from "../errors.ts";
import type { TorchFile } from "./state-dict.ts";
import { unpickle } from "./unpickle.ts";
import { describe, type Storage, type Value } from "./values.ts";

const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

function expect(cursor: Cursor, what: string, expected: Value): void {
  const { value } = unpickle(cursor);
  if (value === expected) return;
  const got = typeof value === "bigint" || typeof value === "number" ? `${value}` : describe(value);
  throw weightsError({
    where: cursor.where,
    what: `its ${what} is not that of torch.save`,
    expected: `${expected}`,
    got,
    fix: "Give a file that torch.save wrote from model.state_dict(); other pickles are not read.",
  });
}

function readStorage(cursor: Cursor, key: Value, storages: ReadonlyMap<string, Storage>): [string, Uint8Array] {
  const storage = typeof key === "string" ? storages.get(key) : undefined;
  if (!storage)
    throw weightsError({
      where: `${cursor.where}, list of storages`,
      what: "it names a storage that no tensor uses",
      expected: `one of ${storages.size} keys`,
      got: typeof key === "string" ? quote(key) : describe(key),
    });
  const what = `storage ${quote(storage.key)}`;
  const count = takeUint64(cursor, what);
  if (count !== storage.count)
    throw weightsError({
      where: `${cursor.where}, ${what}`,
      what: "it has another length than its tensors were told",
      expected: `${storage.count} numbers`,
      got: `${count}`,
    });
  return [storage.key, takeBytes(cursor, count * storage.element.bytes, what)];
}

/** The object and storages of a legacy stream. Throws a WeightsError if it is damaged or holds more than data. */
export function readLegacy(bytes: Uint8Array): TorchFile {
  const cursor = cursorOn(bytes, "torch file (legacy stream)");
  expect(cursor, "magic number", magic);
  expect(cursor, "protocol version", protocol);
  const { value: system } = unpickle(cursor);
  if (!(system instanceof Map) || system.get("little_endian") !== true)
    throw weightsError({
      where: cursor.where,
      what: "it was written on a big-endian machine, or its system record is damaged",
      expected: "little_endian: True",
      got: describe(system),
      fix: "Load the file with torch on that machine and save it as safetensors.",
    });
  const { value: root, storages } = unpickle(cursor);
  const { value: keys } = unpickle(cursor);
  if (!Array.isArray(keys))
    throw weightsError({ where: cursor.where, what: "no list of storages", expected: "a list", got: describe(keys) });
  const stored = new Map(keys.map((key) => readStorage(cursor, key, storages)));
  return { root, storageBytes: (key) => stored.get(key) };
}
