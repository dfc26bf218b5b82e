// Files that a command writes where its user says.
import { randomBytes } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { openStore, StoreError } from "@unravel/core/store";
import { UsageError } from "../failures.ts";
import { hasFile } from "../inputs/file.ts";
import { printable } from "./format.ts";

/** Writes a file as one step, making its folder. */
export const save = (path: string, content: string | Uint8Array): Promise<void> =>
  openStore(dirname(path)).write(
    basename(path),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );

/** The one path of a file that is there or can be made: absolute, all links followed. */
async function realFile(path: string): Promise<string> {
  const whole = resolve(path);
  const folder = dirname(whole);
  if (folder === whole) return whole;
  return realpath(whole).catch(async () => join(await realFile(folder), basename(whole)));
}

/** The folders above an absolute path. */
function above(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...above(folder)];
}

/** The first of `folders` that `path` lies in: by its name, in whose middle a link may lead elsewhere, or where it really is. */
async function enclosing(path: string, folders: readonly string[]): Promise<string | undefined> {
  const named = await Promise.all(above(resolve(path)).map(realFile));
  const around = [...named, ...above(await realFile(path))];
  const real = await Promise.all(folders.map(realFile));
  return folders.find((_, index) => around.includes(real[index]!));
}

/**
 * Throws a UsageError where one of `outputs` is there already and lies in one of `inputs`, the files and folders that are read: it may be a
 * part of what is read. A new file beside data harms nothing.
 */
export async function requireNewWithin(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  for (const path of outputs) {
    const folder = await enclosing(path, inputs);
    if (folder === undefined || !(await hasFile(path))) continue;
    throw new UsageError(
      `The output ${printable(path)} would overwrite a file in ${printable(folder)}, which this command reads: choose a name that is not taken, or another folder.`,
    );
  }
}

/** Throws a UsageError where one of `outputs` lies in `folder`, which the command keeps for results of its own. */
export async function requireOutside(outputs: readonly string[], folder: string): Promise<void> {
  for (const path of outputs) {
    if ((await enclosing(path, [folder])) === undefined) continue;
    throw new UsageError(
      `The output ${printable(path)} lies in ${printable(folder)}, where this command keeps the results of its runs: write it elsewhere, as in ${printable(join(dirname(folder), basename(path)))}.`,
    );
  }
}

/** Throws a UsageError where two of `outputs` are one file, or one is a file that is read. */
async function requireApart(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const [written, read] = await Promise.all([outputs, inputs].map((paths) => Promise.all(paths.map(realFile))));
  for (const [index, file] of written!.entries()) {
    const output = printable(outputs[index]!);
    if (written!.indexOf(file) < index) {
      throw new UsageError(`${output} is named twice, and would overwrite itself: give each output a file of its own.`);
    }
    const input = inputs[read!.indexOf(file)];
    if (input !== undefined) {
      throw new UsageError(
        `The output ${output} would overwrite ${printable(input)}, which this command reads: give the output a file of its own.`,
      );
    }
  }
}

/** Throws a UsageError where `path` is no place for a file. */
async function requireFilePath(path: string): Promise<void> {
  if (path === "") throw new UsageError('An output is called "", which names no file: give it one, or leave it out.');
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() || path.endsWith("/") || path.endsWith(sep)) {
    throw new UsageError(
      `The output ${printable(path)} is a folder: name a file, as in ${printable(join(path, "result"))}.`,
    );
  }
  if (found && !found.isFile()) {
    throw new UsageError(`The output ${printable(path)} is a device or a pipe: name a file.`);
  }
}

/** Throws a StoreError where `save` could not write `path`. Tried with a file beside it, for one that is there may not be touched yet. */
async function tryWriting(path: string): Promise<void> {
  const store = openStore(dirname(path));
  const unused = `.${randomBytes(8).toString("hex")}`;
  const beside = `${basename(path)}${unused}`;
  try {
    await store.write(beside, new Uint8Array());
    await store.remove(beside);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new StoreError(error.reason, error.message.replaceAll(unused, ""), { cause: error });
  }
}

/**
 * Throws before minutes of work, not after: a UsageError where one of `outputs` names no file, or is another one of them or of
 * `inputs`, the files that are read; a StoreError where `save` could not write it.
 */
export async function requireWritable(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  for (const path of outputs) await requireFilePath(path);
  await requireApart(outputs, inputs);
  for (const path of outputs) await tryWriting(path);
}
