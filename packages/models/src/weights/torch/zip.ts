// torch.save's zip format, since version 1.6: <name>/data.pkl holds the object, <name>/data/<key> each storage.
import type { Charge } from "../allowance.ts";
import { cursorOn } from "../cursor.ts";
import { quote, weightsError } from "../errors.ts";
import { readDirectory, type ZipEntry } from "../zip/directory.ts";
import { extract } from "../zip/extract.ts";
import { saveStateDict } from "./machine.ts";
import type { TorchFile } from "./state-dict.ts";
import { unpickle } from "./unpickle.ts";

const where = "torch file (zip)";

/** The folder that data.pkl lies in, with its slash. */
function findFolder(entries: ReadonlyMap<string, ZipEntry>): string {
  const names = [...entries.keys()];
  const objects = names.filter((name) => /^([^/]*\/)?data\.pkl$/.test(name));
  const script = names.find((name) => /^([^/]*\/)?constants\.pkl$/.test(name));
  if (objects.length === 1 && script === undefined) return objects[0]!.slice(0, -"data.pkl".length);
  throw weightsError({
    where,
    what:
      script === undefined ? "this is not an archive of torch.save" : "this is a TorchScript program of torch.jit.save",
    expected: "one data.pkl",
    got: names.slice(0, 8).map(quote).join(", ") || "an empty archive",
    fix: saveStateDict,
  });
}

/**
 * The object and the storages of a zip written by torch.save. Throws a WeightsError for another zip, a damaged one, or
 * one that holds more than data. Storages are extracted when they are asked for.
 */
export function readTorchZip(bytes: Uint8Array, charge: Charge): TorchFile {
  const entries = readDirectory(bytes);
  const folder = findFolder(entries);
  const read = (name: string): Uint8Array | undefined => {
    const entry = entries.get(folder + name);
    return entry && extract(bytes, entry, charge);
  };
  const order = new TextDecoder().decode(read("byteorder") ?? new TextEncoder().encode("little"));
  if (order !== "little")
    throw weightsError({
      where,
      what: "it was written on a big-endian machine",
      expected: '"little"',
      got: quote(order),
      fix: "Load the file with torch on that machine and save it as safetensors.",
    });
  const { value: root } = unpickle(cursorOn(read("data.pkl") ?? new Uint8Array(), `${where}, data.pkl`));
  const storages = new Map<string, Uint8Array | undefined>();
  return {
    root,
    storageBytes: (key) => {
      if (!storages.has(key)) storages.set(key, read(`data/${key}`));
      return storages.get(key);
    },
  };
}
