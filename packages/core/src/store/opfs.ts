// A browser's store: the origin private file system, in pages and in workers.
import { explain, StoreError, type StoreReason } from "./errors.ts";
import { folderSteps, pathSteps, type Store, shorterThan, unfinished } from "./store.ts";

/** The browser's names for what `explain` tells apart. */
const domCodes: Readonly<Record<string, Exclude<StoreReason, "locked" | "path">>> = {
  NotFoundError: "missing",
  TypeMismatchError: "folder",
  QuotaExceededError: "full",
  NotAllowedError: "denied",
  SecurityError: "denied",
};

/** What TypeScript's page library leaves out: `move`, and the handles that only dedicated workers have. */
type FileHandle = FileSystemFileHandle & {
  move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
  createSyncAccessHandle?(): Promise<SyncAccess>;
};
type SyncAccess = {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
};

/** Changes a file in place: `bytes` at `size`, everything behind `size` cut off first. */
async function putAt(handle: FileHandle, size: number, bytes: Uint8Array): Promise<void> {
  if (handle.createSyncAccessHandle) {
    const access = await handle.createSyncAccessHandle();
    try {
      access.truncate(size);
      access.write(bytes, { at: size });
      access.flush();
    } finally {
      access.close();
    }
    return;
  }
  // A page has only writers that copy the file first.
  const writer = await handle.createWritable({ keepExistingData: true });
  await writer.truncate(size);
  await writer.write({ type: "write", position: size, data: bytes.slice() });
  await writer.close();
}

/** The store at a path of the origin's private file system ("runs/first"); it is made when the first file is written. */
export function openStore(location: string): Store {
  const root = pathSteps(location);
  const shown = `opfs:${location}`;

  const folderOf = async (steps: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> => {
    let folder = await navigator.storage.getDirectory();
    for (const step of [...root, ...steps]) folder = await folder.getDirectoryHandle(step, { create });
    return folder;
  };
  const fileAt = async (path: string, create = false): Promise<FileHandle> => {
    const steps = pathSteps(path);
    const folder = await folderOf(steps.slice(0, -1), create);
    return (await folder.getFileHandle(steps.at(-1)!, { create })) as FileHandle;
  };
  const attempt = async <T>(action: string, path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error, domCodes, action, `${shown}/${path}`);
    }
  };
  /** Makes "there is none" undefined, and passes every other error on. */
  const absent = (error: unknown): undefined => {
    const reason = domCodes[error instanceof Error ? error.name : ""];
    if (reason === "missing" || reason === "folder") return undefined;
    throw error;
  };
  const blob = async (path: string): Promise<Blob> => (await fileAt(path)).getFile();
  const bytesOf = async (part: Blob) => new Uint8Array(await part.arrayBuffer());

  return {
    location: shown,
    read: (path) => attempt("read", path, async () => bytesOf(await blob(path))),
    readRange: (path, start, end) => attempt("read", path, async () => bytesOf((await blob(path)).slice(start, end))),
    write: (path, bytes) =>
      attempt("write", path, async () => {
        const steps = pathSteps(path);
        const temporary = await fileAt(path + unfinished, true);
        await putAt(temporary, 0, bytes);
        await temporary.move(await folderOf(steps.slice(0, -1), true), steps.at(-1)!);
      }),
    append: (path, bytes) =>
      attempt("add to", path, async () => {
        const handle = await fileAt(path, true);
        await putAt(handle, (await handle.getFile()).size, bytes);
      }),
    truncate: (path, size) =>
      attempt("cut", path, async () => {
        const handle = await fileAt(path);
        const had = (await handle.getFile()).size;
        if (had < size) throw shorterThan(shown, path, had, size);
        await putAt(handle, size, new Uint8Array());
      }),
    move: (from, to) =>
      attempt("rename", from, async () => {
        const steps = pathSteps(to);
        await (await fileAt(from)).move(await folderOf(steps.slice(0, -1), true), steps.at(-1)!);
      }),
    size: (path) => attempt("look at", path, async () => (await blob(path).catch(absent))?.size),
    list: (folder = "") =>
      attempt("list", folder, async () => {
        const handle = await folderOf(folderSteps(folder), false).catch(absent);
        if (!handle) return [];
        const names: string[] = [];
        for await (const [name, entry] of handle.entries()) names.push(entry.kind === "directory" ? `${name}/` : name);
        return names.filter((name) => !name.endsWith(unfinished)).sort();
      }),
    remove: (path) =>
      attempt("delete", path, async () => {
        const steps = pathSteps(path);
        const folder = await folderOf(steps.slice(0, -1), false).catch(absent);
        await folder?.removeEntry(steps.at(-1)!).catch(absent);
      }),
    lock: (name) => attempt("lock", name, () => takeLock(`${shown}/${pathSteps(name).join("/")}`)),
  };
}

/** Holds a lock of the origin (all its pages and workers); the browser drops it when the holder closes. */
function takeLock(name: string): Promise<() => Promise<void>> {
  return new Promise((taken, refused) => {
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock)
        throw new StoreError("locked", `${name} is in use by another tab or worker. Close it, then try again.`);
      return new Promise<void>((release) => {
        taken(async () => {
          release();
          await held;
        });
      });
    });
    held.catch(refused);
  });
}
