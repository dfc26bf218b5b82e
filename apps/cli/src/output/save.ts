// Files that a command writes where its user says.
import { basename, dirname, resolve } from "node:path";
import { openStore } from "@unravel/core/store";
import { UsageError } from "../failures.ts";
import { printable } from "./format.ts";

/** Writes a file as one step, making its folder. */
export const save = (path: string, content: string | Uint8Array): Promise<void> =>
  openStore(dirname(path)).write(
    basename(path),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );

/** Throws a UsageError where two of `paths` are one file, and a StoreError where `save` could not write one: before minutes of work, not after. */
export async function requireWritable(paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => resolve(path));
  const twice = paths.find((_, index) => files.indexOf(files[index]!) < index);
  if (twice !== undefined) {
    throw new UsageError(
      `${printable(twice)} is named twice, and would overwrite itself: give each output a file of its own.`,
    );
  }
  for (const path of paths) {
    const store = openStore(dirname(path));
    const probe = `${basename(path)}.probe`;
    await store.write(probe, new Uint8Array());
    await store.remove(probe);
  }
}
