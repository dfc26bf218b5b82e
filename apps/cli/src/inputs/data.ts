// The images that --data names.
import { formatBytes } from "@unravel/core";
import { openStore } from "@unravel/core/store";
import { type CifarOptions, type ImageSet, loadCifar, selectImages, splitTrainValidation } from "@unravel/data";
import type { Command } from "commander";
import envPaths from "env-paths";
import { UsageError } from "../failures.ts";
import { oneOf } from "../names.ts";
import type { Report } from "../output/report.ts";

/** The flags that name images. */
export type DataFlags = {
  /** A name of the table, or a folder's path. */
  readonly data?: string;
  /** Where the user's own copy of a named data set is. */
  readonly dataDir?: string;
};

/** Halves of a data set as published. */
export type Split = "train" | "test";

/** How images are asked for: their size where it can be chosen, and whom to tell. */
export type Request = {
  readonly data: string;
  readonly dataDir?: string | undefined;
  readonly split: Split;
  /** Height and width that the network takes. */
  readonly size: readonly [height: number, width: number];
  readonly report: Report;
  readonly signal: AbortSignal;
};

/** A data set with a name. */
type Dataset = { readonly about: string; readonly load: (request: Request) => Promise<ImageSet> };

const cifar =
  (which: Pick<CifarOptions, "dataset" | "labels">) =>
  ({ split, dataDir, report, signal }: Request): Promise<ImageSet> =>
    loadCifar({
      ...which,
      split,
      ...(dataDir === undefined
        ? { cache: openStore(envPaths("unravel", { suffix: "" }).cache) }
        : { directory: openStore(dataDir) }),
      signal,
      onProgress: ({ received, total }) =>
        report.progress({
          done: received,
          total: total ?? Number.POSITIVE_INFINITY,
          text: `downloading ${which.dataset}: ${formatBytes(received)}${total ? ` of ${formatBytes(total)}` : ""}`,
          data: { download: which.dataset, received, total: total ?? null },
        }),
    });

/** Every data set by name. */
export const datasets: Readonly<Record<string, Dataset>> = {
  cifar10: { about: "60,000 photographs of 10 classes, 32x32 (Krizhevsky 2009)", load: cifar({ dataset: "cifar10" }) },
  cifar100: {
    about: "60,000 photographs of 100 classes, 32x32 (Krizhevsky 2009)",
    load: cifar({ dataset: "cifar100" }),
  },
  "cifar100-coarse": {
    about: "CIFAR-100 by its 20 groups of classes",
    load: cifar({ dataset: "cifar100", labels: "coarse" }),
  },
};

/** Adds the flags to a command. */
export const withDataFlags = (command: Command): Command =>
  command
    .option("--data <name>", "the images: a data set's name (unravel list datasets), or a folder of classes")
    .option("--data-dir <folder>", "your own copy of that data set (default: downloaded once and kept)");

/** The value of --data, which must be there. */
export function requireData({ data }: DataFlags): string {
  if (data !== undefined) return data;
  throw new UsageError("Which images? Add --data with a name (unravel list datasets) or a folder of classes.");
}

/** Loads a half of the data set called `data`. Throws a UsageError for an unknown name. */
export async function loadImages(request: Request): Promise<ImageSet> {
  const name = oneOf("data set", request.data, Object.keys(datasets));
  const set = await datasets[name]!.load(request);
  if (set.provenance.notice !== undefined) request.report.notice(set.provenance.notice);
  return set;
}

/** Both halves of a data set, for training. */
export const loadHalves = async (
  request: Omit<Request, "split">,
): Promise<{ readonly train: ImageSet; readonly test: ImageSet }> => ({
  train: await loadImages({ ...request, split: "train" }),
  test: await loadImages({ ...request, split: "test" }),
});

/** A part of a data set that a network can be tested on. */
export type Part = "train" | "validation" | "test";

/** The images that training holds out, as a row of `parts`: the same ones for every run that holds out as many. */
async function heldOut(request: Omit<Request, "split">, validation: number): Promise<ImageSet> {
  const set = await loadImages({ ...request, split: "train" });
  return selectImages(set, splitTrainValidation(set.labels.length, validation).validation);
}

/** How each part is loaded; `validation`: how many training images are held out. */
export const parts: Readonly<Record<Part, (request: Omit<Request, "split">, validation: number) => Promise<ImageSet>>> =
  {
    test: (request) => loadImages({ ...request, split: "test" }),
    train: (request) => loadImages({ ...request, split: "train" }),
    validation: heldOut,
  };
