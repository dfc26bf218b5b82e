// The store of Node, Deno and Bun: a folder of the disk. With its helpers, the only library code that imports node:*.
/// <reference types="node" />
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { explain } from "./errors.ts";
import { nodeCodes, takeLock } from "./node-lock.ts";
import { folderSteps, pathSteps, type Store, shorterThan, unfinished } from "./store.ts";

export { StoreError, type StoreReason } from "./errors.ts";
export { memoryStore } from "./memory.ts";
export type { Store } from "./store.ts";

/** Does something with an open file and closes it whatever happens. */
async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Makes a rename in `folder` survive a power cut. Windows cannot open folders and orders renames by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== "win32") await withFile(folder, "r", (handle) => handle.sync());
}

/**
 * Makes a folder and those above it. Not by mkdir's own `recursive`: where a file system takes no new folders (/proc)
 * Node never comes back from that, or calls a read-only disk a missing file.
 */
async function makeFolder(folder: string): Promise<void> {
  const failure = await tryMakeFolder(folder);
  if (failure?.code !== "ENOENT") {
    if (failure) throw failure;
    return;
  }
  await makeFolder(dirname(folder));
  const again = await tryMakeFolder(folder);
  if (again) throw again.code === "ENOENT" ? Object.assign(again, { code: "EROFS" }) : again;
}

/** The error of making one folder; none where there is such a folder now. */
async function tryMakeFolder(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const exists = await stat(folder).catch(absent);
    return exists?.isDirectory() ? undefined : error;
  }
}

async function readFrom(file: FileHandle, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function replace(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = target + unfinished;
  try {
    await makeFolder(dirname(target));
    await withFile(temporary, "w", async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

/**
 * The store at a folder's path (relative ones from the working directory); the folder is made when the first file is
 * written. Nothing is opened or checked yet.
 */
export function openStore(location: string): Store {
  const root = resolve(location);
  const attempt = async <T>(
    action: string,
    path: string,
    work: (target: string) => Promise<T>,
    steps: (path: string) => string[] = pathSteps,
  ): Promise<T> => {
    const target = join(root, ...steps(path));
    try {
      return await work(target);
    } catch (error) {
      throw explain(error, nodeCodes, action, target);
    }
  };
  const range = (path: string, start: number, end: number) =>
    attempt("read", path, (target) =>
      withFile(target, "r", async (file) => readFrom(file, start, Math.min(end, (await file.stat()).size))),
    );

  return {
    location: root,
    read: (path) => range(path, 0, Number.POSITIVE_INFINITY),
    readRange: range,
    write: (path, bytes) => attempt("write", path, (target) => replace(target, bytes)),
    append: (path, bytes) =>
      attempt("add to", path, async (target) => {
        await makeFolder(dirname(target));
        await withFile(target, "a", async (file) => {
          await file.writeFile(bytes);
          await file.datasync();
        });
      }),
    truncate: (path, size) =>
      attempt("cut", path, (target) =>
        withFile(target, "r+", async (file) => {
          const had = (await file.stat()).size;
          if (had < size) throw shorterThan(root, path, had, size);
          await file.truncate(size);
          await file.sync();
        }),
      ),
    move: (from, to) =>
      attempt("rename", from, async (source) => {
        const target = join(root, ...pathSteps(to));
        await makeFolder(dirname(target));
        await rename(source, target);
        await syncFolder(dirname(target));
      }),
    size: (path) =>
      attempt("look at", path, async (target) => {
        const found = await stat(target).catch(absent);
        return found?.isFile() ? found.size : undefined;
      }),
    list: (folder = "") => attempt("list", folder, namesIn, folderSteps),
    remove: (path) => attempt("delete", path, (target) => rm(target, { force: true })),
    lock: (name) =>
      attempt("lock", name, async (target) => {
        await makeFolder(dirname(target));
        return takeLock(`${target}.lock`);
      }),
  };
}

/** A folder's names, as `Store.list` gives them. */
async function namesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(absent)) ?? [];
  const shown = names
    .filter((name) => !name.endsWith(unfinished))
    // stat, not the entry's own type: data folders are often full of links.
    .map(async (name) => ((await stat(join(folder, name)).catch(absent))?.isDirectory() ? `${name}/` : name));
  return (await Promise.all(shown)).sort();
}

/** Makes "there is no such file" undefined, and passes every other error on. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
