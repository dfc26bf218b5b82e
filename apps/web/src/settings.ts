// What a run is made of, and how a link carries it: page.html?model=resnet20&seed=7&language=ko
import { type NetworkName, networkNames } from "./networks.ts";
import { type Language, languages } from "./text/languages.ts";

/** Where the images come from, and whether the user must give an archive of them. */
export const sources = {
  synthetic: { needsArchive: false },
  cifar10: { needsArchive: true },
} as const satisfies Readonly<Record<string, { readonly needsArchive: boolean }>>;
export type Source = keyof typeof sources;

/** Their names, in the order of the list. */
export const sourceNames = Object.keys(sources) as readonly Source[];

/** "auto" takes the first that works; a name takes that one even where it is slow. */
export const deviceNames = ["auto", "webgpu", "webgpu-f16", "wasm", "tfjs-webgpu", "tfjs-wasm", "tfjs-cpu"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Everything that a teacher can put into a link. */
export type Settings = {
  readonly model: NetworkName;
  readonly data: Source;
  /** Whole number from 0 to 2³² − 1: decides the initial weights, the order of the images and their augmentation. */
  readonly seed: number;
  /** Length of the training, in batches. */
  readonly steps: number;
  /** Images of a batch. */
  readonly batch: number;
  /** Images of every test: the more, the finer and the slower. */
  readonly tested: number;
  readonly device: DeviceName;
  readonly language: Language;
};

export const defaults: Settings = {
  model: "resnet8",
  data: "synthetic",
  seed: 1,
  steps: 600,
  batch: 32,
  tested: 500,
  device: "auto",
  language: "en",
};

/** The settings that are whole numbers, and between what. */
export const limits = {
  seed: { min: 0, max: 2 ** 32 - 1 },
  steps: { min: 10, max: 100_000 },
  batch: { min: 2, max: 256 },
  tested: { min: 10, max: 10_000 },
} as const;

export type NumberName = keyof typeof limits;

/** Their names, in the order of the fields. */
export const numberNames = Object.keys(limits) as readonly NumberName[];

/** A part of a link that the page could not use, and what it would have taken. */
export type Rejected = { readonly name: keyof Settings; readonly value: string; readonly allowed: string };

type Parameter<Value> = { readonly parse: (text: string) => Value | undefined; readonly allowed: string };

const oneOf = <Value extends string>(values: readonly Value[]): Parameter<Value> => ({
  parse: (text) => values.find((value) => value === text),
  allowed: values.join(", "),
});

const wholeNumber = ({ min, max }: { readonly min: number; readonly max: number }): Parameter<number> => ({
  parse: (text) => (/^\d{1,10}$/.test(text) && +text >= min && +text <= max ? +text : undefined),
  allowed: `${min}–${max}`,
});

const parameters: { readonly [Name in keyof Settings]: Parameter<Settings[Name]> } = {
  model: oneOf(networkNames),
  data: oneOf(sourceNames),
  seed: wholeNumber(limits.seed),
  steps: wholeNumber(limits.steps),
  batch: wholeNumber(limits.batch),
  tested: wholeNumber(limits.tested),
  device: oneOf(deviceNames),
  language: oneOf(languages),
};

const names = Object.keys(parameters) as (keyof Settings)[];

/** Reads a link's search part over `fallback`; what is wrong in it is left out and told. */
export function readSettings(
  search: string,
  fallback: Settings = defaults,
): { settings: Settings; rejected: Rejected[] } {
  const given = new URLSearchParams(search);
  const settings: Record<string, Settings[keyof Settings]> = { ...fallback };
  const rejected: Rejected[] = [];
  for (const name of names) {
    const text = given.get(name);
    if (text === null) continue;
    const value = parameters[name].parse(text);
    if (value === undefined) rejected.push({ name, value: text.slice(0, 40), allowed: parameters[name].allowed });
    else settings[name] = value;
  }
  return { settings: settings as Settings, rejected };
}

/** The search part of a link to `settings`: all of them, so that a later change of the defaults changes no link. */
export const writeSettings = (settings: Settings): string =>
  `?${new URLSearchParams(names.map((name) => [name, String(settings[name])]))}`;
