// The data sets that have a name, and folders of images, which have a path.
import { stat } from "node:fs/promises";
import { formatBytes } from "@unravel/core";
import { openStore } from "@unravel/core/store";
import {
  BrokenImageError,
  type ChannelNormalisation,
  type CifarName,
  type CifarOptions,
  type ImageSet,
  loadCifar,
  loadImageFolder,
  normalisations,
  syntheticImages,
} from "@unravel/data";
import envPaths from "env-paths";
import { advising, UsageError } from "../failures.ts";
import { count, printable } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { limits, readUserFile } from "./file.ts";
import { squareSide } from "./images.ts";

/** Halves of a data set as published. */
export type Split = "train" | "test";

/** Which images, as plain data: what a run has to know to find them again. */
export type ImageSource = {
  /** A name of the table, or a folder's path. */
  readonly data: string;
  /** Where the user's own copy of a named data set is. */
  readonly dataDir?: string;
  /** Pixels of a folder's images before their middle is cut out. */
  readonly shorterSide?: number;
  /** Leave out a folder's images that cannot be decoded. */
  readonly skipBroken?: boolean;
  /** Height and width that the network takes. */
  readonly size: readonly [height: number, width: number];
};

/** How images are asked for: which, and whom to tell. */
export type Request = ImageSource & { readonly split: Split; readonly report: Report; readonly signal: AbortSignal };

/** The parts of a source that only some data sets read. */
export type Setting = "dataDir" | "shorterSide" | "skipBroken";

/** A row: what it is, which settings it reads, and how it is loaded. */
export type Dataset = {
  readonly about: string;
  readonly reads: readonly Setting[];
  /** Published channel statistics of the training images. */
  readonly normalisation?: ChannelNormalisation;
  readonly load: (request: Request) => Promise<ImageSet>;
};

/** The user's own copy of CIFAR: a folder, or an archive by itself. Throws a UsageError where there is neither. */
async function ownCopy(path: string): Promise<Pick<CifarOptions, "archive" | "directory">> {
  const refused = (reason: string) =>
    new UsageError(
      `--data-dir ${printable(path)}: ${reason}. Expected a folder with CIFAR's files or archive, or an official .tar.gz; leave it out to download one.`,
    );
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw refused(error.code === "ENOENT" ? "there is no such folder" : error.message);
  });
  if (found.isDirectory()) return { directory: openStore(path) };
  if (!/\.(tar\.gz|tgz)$/i.test(path)) throw refused("it is no folder and no .tar.gz");
  return { archive: new File([await readUserFile(path, limits.archive)], path) };
}

const cifar = (about: string, which: Pick<CifarOptions, "labels"> & { readonly dataset: CifarName }): Dataset => ({
  about,
  reads: ["dataDir"],
  normalisation: normalisations[which.dataset],
  async load({ split, dataDir, report, signal }) {
    const source =
      dataDir === undefined ? { cache: openStore(envPaths("unravel", { suffix: "" }).cache) } : await ownCopy(dataDir);
    return loadCifar({
      ...which,
      ...source,
      split,
      signal,
      onProgress: ({ received, total = Number.POSITIVE_INFINITY }) =>
        report.progress({
          done: received,
          total,
          text: `downloading ${which.dataset}, ${formatBytes(received)}`,
          data: { download: which.dataset, received, total },
        }),
    });
  },
});

/** As many images as the set's documented errors are measured with; making them takes a second. */
const syntheticCounts: Readonly<Record<Split, number>> = { train: 8000, test: 2000 };

/** Every data set by name. */
export const datasets: Readonly<Record<string, Dataset>> = {
  cifar10: cifar("60,000 photographs of 10 classes, 32x32 (Krizhevsky 2009)", { dataset: "cifar10" }),
  cifar100: cifar("60,000 photographs of 100 classes, 32x32 (Krizhevsky 2009)", { dataset: "cifar100" }),
  "cifar100-coarse": cifar("CIFAR-100 by its 20 groups of classes", { dataset: "cifar100", labels: "coarse" }),
  synthetic: {
    about: "10,000 drawings of 10 classes, 32x32, made here without a download",
    reads: [],
    load: async ({ split }) => syntheticImages({ count: syntheticCounts[split], split }),
  },
};

/** A folder with a folder of JPEG or PNG images for each class, or with such folders in train/ and val/ or test/. */
export const imageFolder: Dataset = {
  about: "a folder of classes",
  reads: ["shorterSide", "skipBroken"],
  load({ data, split, size, shorterSide, skipBroken, report, signal }) {
    const side = squareSide(size);
    return advising(BrokenImageError, "Or leave out such files: --skip-broken.", () =>
      loadImageFolder({
        directory: openStore(data),
        split,
        size: side,
        ...(shorterSide === undefined ? {} : { shorterSide }),
        broken: skipBroken ? "skip" : "error",
        signal,
        onProgress: ({ done, total }) =>
          report.progress({
            done,
            total,
            text: `reading ${count(done)} of ${count(total)} images`,
            data: { reading: data, done, total },
          }),
      }),
    );
  },
};
