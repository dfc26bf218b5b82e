// Finds the images of a folder with one folder for each class.
import { permutation, randomStream } from "@unravel/core/random";
import type { Store } from "@unravel/core/store";
import { DataError } from "../image-set.ts";

export type FolderSplit = "train" | "test";

/** An image file's path in the store, and the number of its class. */
export type LabelledFile = { readonly path: string; readonly label: number };

/** What folders of the two splits are called, in the order they are looked for. */
const splitNames: Readonly<Record<FolderSplit, readonly string[]>> = {
  train: ["train/"],
  test: ["val/", "validation/", "test/"],
};

const isImage = (path: string): boolean => /\.(jpe?g|png)$/i.test(path);

/** Folders within a class's folder are looked into this deep; links can make circles. */
const depthLimit = 4;

/** All image files below `folder` (which ends in "/"), sorted. */
async function imagesBelow(store: Store, folder: string, depth = 0): Promise<string[]> {
  const names = await store.list(folder.slice(0, -1));
  const found = names.filter(isImage).map((name) => folder + name);
  if (depth === depthLimit) return found;
  for (const name of names) {
    if (name.endsWith("/")) found.push(...(await imagesBelow(store, folder + name, depth + 1)));
  }
  return found.sort();
}

const foldersIn = async (store: Store, folder: string): Promise<string[]> =>
  (await store.list(folder.slice(0, -1))).filter((name) => name.endsWith("/") && !name.startsWith("."));

/** One class's part of a split where there are no folders for splits: the share `heldOut`, drawn by `seed`, is "test". */
function holdOut(paths: string[], label: number, split: FolderSplit, heldOut: number, seed: number): string[] {
  const held = Math.floor(paths.length * heldOut);
  const order = permutation(paths.length, randomStream(seed, "split"), label);
  const chosen = split === "test" ? order.subarray(0, held) : order.subarray(held);
  return Array.from(chosen.sort(), (index) => paths[index]!);
}

/**
 * The classes (names of folders, sorted) and the files of one split. With folders train/ and val/ (or test/), these are
 * the splits; else the share `heldOut` of each class's images is the test split.
 * Throws DataError where there are no classes, no images, or test classes that the training split lacks.
 */
export async function listImageFolder(
  store: Store,
  split: FolderSplit,
  heldOut: number,
  seed: number,
): Promise<{ classes: string[]; files: LabelledFile[] }> {
  const top = await foldersIn(store, "");
  const folderOf = (wanted: FolderSplit) => splitNames[wanted].find((name) => top.includes(name));
  const train = folderOf("train") ?? "";
  const own = train === "" ? undefined : folderOf(split);
  const classes = await foldersIn(store, train);

  const from = own ?? train;
  const strange = (await foldersIn(store, from)).filter((name) => !classes.includes(name));
  if (strange.length > 0) {
    throw new DataError(
      `${store.location}/${from} has classes that ${train} lacks: ${strange.join(", ")}. Both splits need the same folders of classes.`,
    );
  }
  const files: LabelledFile[] = [];
  for (const [label, name] of classes.entries()) {
    const paths = await imagesBelow(store, from + name);
    const chosen = own ? paths : holdOut(paths, label, split, heldOut, seed);
    files.push(...chosen.map((path) => ({ path, label })));
  }
  if (classes.length < 2 || files.length === 0) {
    throw new DataError(
      `${store.location} has ${classes.length} classes and ${files.length} images of the ${split} split: expected two or more folders, one for each class, with .jpg, .jpeg or .png files (or train/ and val/ with such folders).`,
    );
  }
  return { classes: classes.map((name) => name.slice(0, -1)), files };
}
