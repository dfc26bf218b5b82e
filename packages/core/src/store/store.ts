// What a Store is, and the rules that all of them share.
import { StoreError } from "./errors.ts";

/**
 * A tree of files that survives the process: a folder of the disk, a browser's private file system, or memory in
 * tests. Paths use "/", are relative to the store's root and never lead out of it; folders appear with their first
 * file. Every function throws `StoreError`, whose `reason` says what to tell apart.
 */
export type Store = {
  /** Where the store is, for messages: a folder's path, "opfs:runs", "memory". */
  readonly location: string;
  /** The whole file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Bytes `start` (included) to `end` (excluded); fewer where the file ends before. */
  readRange(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Replaces the file as one step: whatever happens, it holds the old bytes or the new ones, safe on the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds to the file's end, creating it first; not atomic, but on the disk when it returns. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Cuts the file to its first `size` bytes; a shorter one is an error. */
  truncate(path: string, size: number): Promise<void>;
  /** Renames a file as one step, replacing what is at `to`. */
  move(from: string, to: string): Promise<void>;
  /** The file's size in bytes, or undefined where there is no file. */
  size(path: string): Promise<number | undefined>;
  /** The names in a folder ("" is the root), sorted; a folder's name ends in "/". None where there is no folder. */
  list(folder?: string): Promise<string[]>;
  /** Deletes a file; no error where there is none. */
  remove(path: string): Promise<void>;
  /**
   * Becomes the only holder of the lock `name`, or throws at once (`reason` "locked"). A holder that died is taken
   * over. The returned function gives the lock back.
   */
  lock(name: string): Promise<() => Promise<void>>;
};

/** What a file is called until `write` has finished it; `list` leaves these out, the next `write` replaces them. */
export const unfinished = ".unfinished";

/** The steps of a store's path ("a/b" → ["a", "b"]); refuses what could lead out of the store. */
export function pathSteps(path: string): string[] {
  const steps = path.split("/");
  const bad = steps.find((step) => step === "" || step === "." || step === ".." || /[\\\0]/.test(step));
  if (bad !== undefined || /^[a-z]:/i.test(path)) {
    throw new StoreError(
      "path",
      `Store path ${JSON.stringify(path)} is refused: expected names joined by "/", relative to the store's root, without ".", ".." or "\\".`,
    );
  }
  return steps;
}

/** The steps of a folder's path, where "" is the store's root. */
export function folderSteps(folder: string): string[] {
  return folder === "" ? [] : pathSteps(folder);
}

/** Tells that a file ends before the length it should be cut to. */
export function shorterThan(store: string, path: string, size: number, asked: number): StoreError {
  return new StoreError(
    "other",
    `Cannot cut ${path} in ${store} to ${asked} bytes: it has only ${size}. Its end was lost; start from an older copy.`,
  );
}
