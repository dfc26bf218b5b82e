// Files that a command writes where its user says.
import { basename, dirname } from "node:path";
import { openStore } from "@unravel/core/store";

/** Writes a file as one step, making its folder. */
export const save = (path: string, content: string | Uint8Array): Promise<void> =>
  openStore(dirname(path)).write(
    basename(path),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );

/** Throws a StoreError where `save` could not write `path`: to be told before minutes of work, not after them. */
export async function requireWritable(path: string): Promise<void> {
  const store = openStore(dirname(path));
  const probe = `${basename(path)}.probe`;
  await store.write(probe, new Uint8Array());
  await store.remove(probe);
}
