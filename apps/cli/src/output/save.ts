// Files that a command writes where its user says.
import { basename, dirname } from "node:path";
import { openStore } from "@unravel/core/store";

/** Writes a file as one step, making its folder. */
export const save = (path: string, content: string | Uint8Array): Promise<void> =>
  openStore(dirname(path)).write(
    basename(path),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
