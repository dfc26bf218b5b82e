// Files that the user names.
import { basename, dirname } from "node:path";
import { openStore, StoreError } from "@unravel/core/store";
import { printable } from "../output/format.ts";

const mebibyte = 2 ** 20;

/** The largest files of each kind that are read; hostile ones shall not fill the memory. */
export const limits: Readonly<Record<"json" | "weights" | "archive" | "image", number>> = {
  json: 64 * mebibyte,
  weights: 1900 * mebibyte,
  archive: 256 * mebibyte,
  image: 64 * mebibyte,
};

/** The file at `path`, of at most `limit` bytes. Throws a StoreError where it cannot be read or is larger. */
export async function readUserFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const store = openStore(dirname(path));
  const size = await store.size(basename(path));
  if (size !== undefined && size > limit) {
    const [has, most] = [size, limit].map((bytes) => `${Math.ceil(bytes / mebibyte)} MiB`);
    throw new StoreError("other", `${printable(path)} has ${has}; files of this kind are read up to ${most}.`);
  }
  return store.read(basename(path));
}

/** Whether there is a file at `path`. */
export const hasFile = async (path: string): Promise<boolean> =>
  (await openStore(dirname(path)).size(basename(path))) !== undefined;

/** The JSON in the file at `path`. Throws where it is none. */
export async function readUserJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readUserFile(path, limits.json));
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error));
    throw new Error(`${printable(path)} is not JSON: ${reason}. Mend the file, or write it anew.`, { cause: error });
  }
}

/** Is this the path of a JSON file rather than a name? */
export const isJsonPath = (text: string): boolean => text.endsWith(".json") || /[/\\]/.test(text);
