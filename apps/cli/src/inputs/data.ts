// The images that --data names.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type ChannelNormalisation, type ImageSet, selectImages } from "@unravel/data";
import { splitTraining, type TrainingData } from "@unravel/train";
import type { Command } from "commander";
import { integerWithin } from "../command.ts";
import { UsageError } from "../failures.ts";
import { oneOf } from "../names.ts";
import { flagName } from "../output/format.ts";
import {
  type Dataset,
  datasets,
  type ImageSource,
  imageFolder,
  type Request,
  type Setting,
  type Split,
} from "./datasets.ts";

/** The flags that name images. */
export type DataFlags = { readonly data?: string } & Pick<ImageSource, Setting>;

/** Adds the flags to a command. */
export const withDataFlags = (command: Command): Command =>
  command
    .option("--data <name>", "the images: a data set's name (unravel list datasets), or a folder of classes")
    .option(
      "--data-dir <path>",
      "your own copy of that data set, a folder or its .tar.gz (default: downloaded once and kept)",
    )
    .option("--shorter-side <pixels>", "scale a folder's images to this before cutting", integerWithin(1, 16_384))
    .option("--skip-broken", "leave out a folder's images that cannot be decoded");

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

async function findDataset(data: string): Promise<Dataset> {
  if (!Object.hasOwn(datasets, data) && (await isFolder(data))) return imageFolder;
  if (/[/\\]/.test(data)) throw new UsageError(`There is no folder ${JSON.stringify(data)}.`);
  return datasets[oneOf("data set or folder", data, Object.keys(datasets))]!;
}

const settings: readonly Setting[] = ["dataDir", "shorterSide", "skipBroken"];

/**
 * The source that the flags describe, its paths absolute. Throws a UsageError where there is no such data set or
 * folder, or where it does not read a flag that was given.
 */
export async function chooseSource(flags: DataFlags, size: ImageSource["size"]): Promise<ImageSource> {
  const { data } = flags;
  if (data === undefined) {
    throw new UsageError("Which images? Add --data with a name (unravel list datasets) or a folder of classes.");
  }
  const dataset = await findDataset(data);
  const given = settings.filter((setting) => flags[setting] !== undefined);
  const idle = given.find((setting) => !dataset.reads.includes(setting));
  if (idle !== undefined) throw new UsageError(`${flagName(idle)} means nothing to ${data}: leave it out.`);
  return {
    ...Object.fromEntries(given.map((setting) => [setting, flags[setting]])),
    data: dataset === imageFolder ? resolve(data) : data,
    ...(flags.dataDir === undefined ? {} : { dataDir: resolve(flags.dataDir) }),
    size,
  };
}

/** The channel statistics that are published for a data set; undefined where none are, as for folders. */
export const publishedNormalisation = ({ data }: ImageSource): ChannelNormalisation | undefined =>
  Object.hasOwn(datasets, data) ? datasets[data]?.normalisation : undefined;

/** Loads a half of a data set. */
export async function loadImages(request: Request): Promise<ImageSet> {
  const set = await (await findDataset(request.data)).load(request);
  if (set.provenance.notice !== undefined) request.report.notice(set.provenance.notice);
  return set;
}

/** A data set for training and for the test after it. */
export type Halves = Readonly<Record<Split, ImageSet>>;

/** Loads both halves of a data set. */
export const loadHalves = async (request: Omit<Request, "split">): Promise<Halves> => ({
  train: await loadImages({ ...request, split: "train" }),
  test: await loadImages({ ...request, split: "test" }),
});

/** Loads the images to train on, and those of the test after it where there is to be one. */
export const loadTrainingData = async (request: Omit<Request, "split">, tested: boolean): Promise<TrainingData> =>
  tested ? loadHalves(request) : { train: await loadImages({ ...request, split: "train" }) };

/** A part of a data set that a network can be tested on. */
export type Part = "train" | "validation" | "test";

/** The images that training holds out: the same ones for every run that holds out as many. */
async function heldOut(request: Omit<Request, "split">, validation: number): Promise<ImageSet> {
  const set = await loadImages({ ...request, split: "train" });
  return selectImages(set, splitTraining(set, { validation }).validation);
}

/** How each part is loaded; `validation`: training images held out, a number or a share. */
export const parts: Readonly<Record<Part, (request: Omit<Request, "split">, validation: number) => Promise<ImageSet>>> =
  {
    test: (request) => loadImages({ ...request, split: "test" }),
    train: (request) => loadImages({ ...request, split: "train" }),
    validation: heldOut,
  };
