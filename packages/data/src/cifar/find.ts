// Finds a split's files: in a folder, in an archive, or on the web.
import { memoryStore, type Store } from "@unravel/core/store";
import { createMD5 } from "hash-wasm";
import { DataError, type SourceFile } from "../image-set.ts";
import { md5Sum } from "../md5.ts";
import { streamOf } from "../streams.ts";
import { readArchive, unpackedLimit } from "./archive.ts";
import { type CifarDataset, type CifarForm, type CifarSplit, cifarHome } from "./datasets.ts";
import { type DownloadOptions, download } from "./download.ts";

/** Where CIFAR's files are: the user's own (`archive`, else `directory`), else a download. */
export type CifarSource = DownloadOptions & {
  /** An official .tar.gz, binary or python, as a page gets it from its user. */
  readonly archive?: Blob;
  /** The user's folder: the binary or the python files, in it or in their archive's folder, or an archive. */
  readonly directory?: Store;
  /** Where the binary archive is downloaded from; default: its author's site. */
  readonly url?: string;
  /** Where a download is kept; default: memory. */
  readonly cache?: Store;
};

/**
 * A split's files, all of one form, in order. `known`: they are the published ones, by their sums, or by their
 * archive's where a file's is not known.
 */
export type Found = {
  readonly source: string;
  readonly form: CifarForm;
  readonly files: readonly (SourceFile & { readonly bytes: Uint8Array })[];
  readonly known: boolean;
};

const namesOf = (form: CifarForm, split: CifarSplit): string[] => Object.keys(form.files[split]);

async function foundFiles(
  source: string,
  form: CifarForm,
  split: CifarSplit,
  contents: ReadonlyMap<string, Uint8Array>,
  fromKnownArchive: boolean,
): Promise<Found> {
  const files = [];
  for (const name of namesOf(form, split)) {
    const bytes = contents.get(name)!;
    files.push({ name, bytes, md5: await md5Sum([bytes]) });
  }
  const sums = form.files[split];
  const known = files.every(({ name, md5 }) => (sums[name] === undefined ? fromKnownArchive : sums[name] === md5));
  return { source, form, files, known };
}

/** Reads the split's files out of an archive of either form. */
async function fromArchive(
  archive: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  { forms }: CifarDataset,
  split: CifarSplit,
): Promise<Found> {
  const sum = (await createMD5()).init();
  const summed = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      sum.update(chunk);
      controller.enqueue(chunk);
    },
  });
  const wanted = new Set(forms.flatMap((form) => namesOf(form, split)));
  const contents = await readArchive(archive.pipeThrough(summed), name, wanted);
  const form = forms.find((each) => namesOf(each, split).every((file) => contents.has(file)));
  if (form) return foundFiles(name, form, split, contents, sum.digest("hex") === form.archive.md5);
  const expected = forms.map((each) => namesOf(each, split).join(", ")).join("; or ");
  throw new DataError(
    `${name} lacks files of the ${split} split: expected ${expected}; found ${[...contents.keys()].join(", ") || "none of them"}. Use an official CIFAR archive.`,
  );
}

/** One place where a split's files may lie: which of them are not there, and the bytes of the others. */
type Place = {
  readonly form: CifarForm;
  /** "", or a name that ends in "/". */
  readonly folder: string;
  readonly missing: readonly string[];
  readonly bytes: number;
};

/** The places in a folder where at least one of the split's files is. */
async function placesIn(store: Store, { forms }: CifarDataset, split: CifarSplit): Promise<Place[]> {
  const places: Place[] = [];
  for (const form of forms) {
    for (const folder of ["", `${form.folder}/`]) {
      const names = namesOf(form, split);
      const sizes = await Promise.all(names.map((name) => store.size(folder + name)));
      const missing = names.filter((_, index) => sizes[index] === undefined);
      const bytes = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
      if (missing.length < names.length) places.push({ form, folder, missing, bytes });
    }
  }
  return places;
}

async function fromPlace(store: Store, { form, folder, bytes }: Place, split: CifarSplit): Promise<Found> {
  const names = namesOf(form, split);
  if (bytes > unpackedLimit) {
    throw new DataError(
      `${store.location}/${folder} has ${bytes} bytes in ${names.join(", ")}, expected at most ${unpackedLimit}: no CIFAR files are that long. Point at the files of an official archive.`,
    );
  }
  const contents = new Map<string, Uint8Array>();
  for (const name of names) contents.set(name, await store.read(folder + name));
  return foundFiles(`${store.location}/${folder}`.replace(/\/$/, ""), form, split, contents, false);
}

async function fromArchiveIn(store: Store, dataset: CifarDataset, split: CifarSplit): Promise<Found | undefined> {
  for (const { archive } of dataset.forms) {
    if ((await store.size(archive.name)) === undefined) continue;
    return fromArchive(streamOf(store, archive.name), `${store.location}/${archive.name}`, dataset, split);
  }
  return undefined;
}

/** A download is checked twice: the archive by its sum, then the files that were unpacked from it by theirs. */
async function fromWeb(source: CifarSource, dataset: CifarDataset, split: CifarSplit): Promise<Found> {
  const { name, md5 } = dataset.forms[0].archive;
  const { url = cifarHome + name, cache = memoryStore() } = source;
  await download(url, cache, name, md5, source);
  const found = await fromArchive(streamOf(cache, name), `${cache.location}/${name}`, dataset, split);
  if (found.known) return found;
  const sums = found.files.map(
    (file) => `${file.name} ${file.md5}, expected ${found.form.files[split][file.name] ?? "unknown"}`,
  );
  throw new DataError(
    `${found.source} unpacks to other files than the published ones, by their md5 sums: ${sums.join("; ")}. Run the same again; if it stays so, check this machine's disk and memory.`,
  );
}

async function fromDirectory(store: Store, dataset: CifarDataset, split: CifarSplit): Promise<Found> {
  const places = await placesIn(store, dataset, split);
  const whole = places.find(({ missing }) => missing.length === 0);
  if (whole) return fromPlace(store, whole, split);
  const found = await fromArchiveIn(store, dataset, split);
  if (found) return found;
  const [part] = places.sort((a, b) => a.missing.length - b.missing.length);
  if (part) {
    throw new DataError(
      `${store.location}/${part.folder} lacks ${part.missing.join(", ")}: expected all ${namesOf(part.form, split).length} files of the ${split} split, and the others are there. Copy what is missing from ${part.form.archive.name}.`,
    );
  }
  const expected = dataset.forms.map(
    (form) => `${namesOf(form, split).join(", ")} (there or in ${form.folder}/), or ${form.archive.name}`,
  );
  const there = (await store.list()).slice(0, 20).join(", ") || "an empty folder, or none";
  throw new DataError(
    `${store.location} has no files of the ${split} split: expected ${expected.join("; or ")}; found ${there}. Put an official archive there, or name no folder to download it.`,
  );
}

/** The files of `split`. Throws DataError if there are none where the user said, or they cannot be read or fetched. */
export async function findCifar(source: CifarSource, dataset: CifarDataset, split: CifarSplit): Promise<Found> {
  const { archive, directory } = source;
  if (archive) {
    return fromArchive(archive.stream(), archive instanceof File ? archive.name : "The archive", dataset, split);
  }
  return directory ? fromDirectory(directory, dataset, split) : fromWeb(source, dataset, split);
}
