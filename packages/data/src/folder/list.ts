// Finds the images of a folder with one folder for each class.
import { permutation, randomStream } from "@unravel/core/random";
import type { Store } from "@unravel/core/store";
import { DataError } from "../image-set.ts";

export type FolderSplit = "train" | "test";

/** An image file's path in the store, and the number of its class. */
export type LabelledFile = { readonly path: string; readonly label: number };

const trainFolder = "train/";
/** What the folder of the test split is called, in the order they are looked for. */
const testFolders = ["val/", "validation/", "test/"];

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

/** One class's part of a split where its folder is shared by both: the share `heldOut`, drawn by `seed`, is "test". */
function holdOut(paths: string[], label: number, split: FolderSplit, heldOut: number, seed: number): string[] {
  const held = Math.floor(paths.length * heldOut);
  const order = permutation(paths.length, randomStream(seed, "split"), label);
  const chosen = split === "test" ? order.subarray(0, held) : order.subarray(held);
  return Array.from(chosen.sort(), (index) => paths[index]!);
}

/**
 * The classes (names of folders, sorted) and the files of one split. With folders train/ and val/ (or test/), these are
 * the splits; else the share `heldOut` of each class's images (in train/ if there is one) is the test split.
 * Throws DataError where there are no classes, no images, no train/ beside a val/, or test classes that train/ lacks.
 */
export async function listImageFolder(
  store: Store,
  split: FolderSplit,
  heldOut: number,
  seed: number,
): Promise<{ classes: string[]; files: LabelledFile[] }> {
  const top = await foldersIn(store, "");
  const test = testFolders.find((name) => top.includes(name));
  const train = top.includes(trainFolder) ? trainFolder : "";
  if (test && !train) {
    throw new DataError(
      `${store.location} has ${test} and no train/: expected both, or the folders of the classes alone. Add train/, or rename ${test} if it is a class.`,
    );
  }
  const classes = await foldersIn(store, train);
  const from = split === "test" && test ? test : train;
  const strange = (await foldersIn(store, from)).filter((name) => !classes.includes(name));
  if (strange.length > 0) {
    throw new DataError(
      `${store.location}/${from} has classes that ${train} lacks: ${strange.join(", ")}. Both splits need the same folders of classes.`,
    );
  }
  const files: LabelledFile[] = [];
  for (const [label, name] of classes.entries()) {
    const paths = await imagesBelow(store, from + name);
    const chosen = test ? paths : holdOut(paths, label, split, heldOut, seed);
    files.push(...chosen.map((path) => ({ path, label })));
  }
  if (classes.length < 2 || files.length === 0) {
    throw new DataError(
      `${store.location} has ${classes.length} classes and ${files.length} images of the ${split} split: expected two or more folders, one for each class, with .jpg, .jpeg or .png files (or train/ and val/ with such folders).`,
    );
  }
  return { classes: classes.map((name) => name.slice(0, -1)), files };
}
