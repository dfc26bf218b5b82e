// Where a result comes from: everything that is needed to get it again.
import type { Device } from "@unravel/core";
import type { ImageSet } from "@unravel/data";
import type { Model, ModelOptions } from "@unravel/models";

/** What only the caller knows of a result's origin; null where nobody does. */
export type Origin = {
  /** What was changed of the zoo's network. */
  readonly options: ModelOptions | null;
  /** The weights' file or name. */
  readonly weights: string | null;
  /** What the initial values depended on, where the weights are untrained. */
  readonly initialSeed: number | null;
  /** Which part of the data set. */
  readonly split: string | null;
  /** When it was measured, as an ISO date. Nothing here reads a clock. */
  readonly date: string | null;
  /** The command that measures it again. */
  readonly command: string | null;
};

/** An origin of which nothing is known. */
export const unknownOrigin: Origin = {
  options: null,
  weights: null,
  initialSeed: null,
  split: null,
  date: null,
  command: null,
};

/** Where a result comes from; plain JSON. */
export type Provenance = Origin & {
  readonly model: string;
  /** `known`: the images are certainly the published ones. */
  readonly data: { readonly name: string; readonly images: number; readonly known: boolean } | null;
  readonly device: { readonly name: string; readonly description: string } | null;
  /** What random draws depended on; null where nothing was drawn. */
  readonly seed: number | null;
};

/** What a result was made with. */
export type Made = {
  readonly model: Pick<Model, "name">;
  readonly set?: ImageSet;
  /** How many of its images were used; default: all. */
  readonly images?: number;
  readonly device?: Pick<Device, "name" | "description">;
  readonly seed?: number;
  readonly origin?: Partial<Origin>;
};

/** The provenance of a result made with these. */
export const provenanceOf = ({ model, set, images, device, seed, origin }: Made): Provenance => ({
  ...unknownOrigin,
  ...origin,
  model: model.name,
  data: set ? { name: set.name, images: images ?? set.labels.length, known: set.provenance.known } : null,
  device: device ? { name: device.name, description: device.description } : null,
  seed: seed ?? null,
});
