// One holder at a time, kept by a file that names the holding process, so that a killed one can be told from a live one.
/// <reference types="node" />
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { StoreError, type StoreReason } from "./errors.ts";

/** The operating system's names for what `explain` tells apart. */
export const nodeCodes: Readonly<Record<string, Exclude<StoreReason, "locked" | "path">>> = {
  ENOENT: "missing",
  EEXIST: "folder",
  EISDIR: "folder",
  ENOTDIR: "folder",
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "read-only",
};

type Holder = { readonly pid: number; readonly started: string; readonly host: string };

/**
 * When the process started, as Linux counts it: process numbers are used again, in a container often at once, but
 * never with the same start. "" for a process that has ended, undefined on systems without /proc.
 */
async function startOf(pid: number): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (status === undefined) return process.platform === "linux" ? "" : undefined;
  // The program's name, in brackets, may hold spaces and brackets itself; the state is the first field behind it.
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "" : (fields[19] ?? "");
}

/** Signal 0 asks whether a process is there without touching it; "not permitted" means that it is. */
function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true; // nothing can be known about another machine's processes
  const started = await startOf(holder.pid);
  return started === undefined ? answers(holder.pid) : started === holder.started;
}

/** The holder a lock file's text names, or undefined if it names none. */
function parseHolder(text: string): Holder | undefined {
  const [pid, started, host] = text.trim().split("\t");
  return host !== undefined && Number.isInteger(Number(pid))
    ? { pid: Number(pid), started: started!, host }
    : undefined;
}

/** Longer than any process needs between creating one of these small files and finishing with it. */
const settled = 2000;

/** A file's text and its age in milliseconds, or undefined where there is none. */
async function look(path: string): Promise<{ text: string; age: number } | undefined> {
  try {
    return { text: await readFile(path, "utf8"), age: Date.now() - (await stat(path)).mtimeMs };
  } catch {
    return undefined;
  }
}

/** Creates the file if there is none; says whether it did. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Deletes a dead holder's file, if it still holds `text`. Of several processes that want to, only the one that creates
 * a second file may: else a slow one could delete the lock that a quick one has taken meanwhile.
 */
async function clearStale(path: string, text: string): Promise<void> {
  const guard = `${path}.takeover`;
  if (((await look(guard))?.age ?? 0) > settled) await rm(guard, { force: true });
  if (!(await create(guard, ""))) return void (await wait(20));
  try {
    if ((await look(path))?.text === text) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Creates the lock file at `path`, or throws StoreError "locked" if a live process holds it. The returned function
 * deletes it.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const mine = `${process.pid}\t${(await startOf(process.pid)) ?? ""}\t${hostname()}\n`;
  while (!(await create(path, mine))) {
    const found = await look(path);
    if (!found) continue;
    const holder = parseHolder(found.text);
    if (holder && (await isAlive(holder))) {
      throw new StoreError(
        "locked",
        `${dirname(path)} is in use by process ${holder.pid} on ${holder.host}. Wait for it to end, or stop it; if no such process runs, delete ${path}.`,
      );
    }
    // A file without a name may be in the middle of being written.
    if (holder || found.age > settled) await clearStale(path, found.text);
    else await wait(20);
  }
  return () => rm(path, { force: true });
}
