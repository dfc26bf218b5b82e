// What every study of a network with its weights is given.
import type { Device, Parameters } from "@unravel/core";
import type { ImageSet, Normalisation } from "@unravel/data";
import type { Model } from "@unravel/models";
import type { Origin } from "./provenance.ts";

/** A network with weights, and the images that it is shown. */
export type Subject = {
  readonly model: Model;
  readonly parameters: Parameters;
  readonly device: Device;
  readonly set: ImageSet;
  readonly normalisation: Normalisation;
  /** Images that run together. Default 128, or what the set has if that is less. */
  readonly batch?: number;
};

/** Throws an Error that names the first of `parameters` that is not finite: nothing that is measured with it means anything. */
export function requireFinite(parameters: Parameters): void {
  for (const [name, { data }] of Object.entries(parameters)) {
    const place = data.findIndex((x) => !Number.isFinite(x));
    if (place < 0) continue;
    throw new Error(
      `${name} holds ${data[place]} at place ${place}, expected finite numbers: the training diverged or the file is damaged. Take the weights of an earlier checkpoint.`,
    );
  }
}

/** Where a long study stands. */
export type StudyProgress = {
  /** Measurements made, of `total`. */
  readonly measured: number;
  readonly total: number;
  /** Images run, of all that the study will run. */
  readonly done: number;
  readonly images: number;
};

/** How a study is carried out. */
export type StudyOptions = {
  readonly origin?: Partial<Origin>;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Ends the study: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};
