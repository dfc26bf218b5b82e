// Finds a split's files: in a folder, in an archive, or on the web.
import { memoryStore, type Store } from "@unravel/core/store";
import { createMD5 } from "hash-wasm";
import { DataError, type SourceFile } from "../image-set.ts";
import { md5Sum } from "../md5.ts";
import { streamOf } from "../streams.ts";
import { readArchive } from "./archive.ts";
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

/** A split's files, all of one form, in order. `known`: they are the published ones, by their sums or their archive's. */
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
  return { source, form, files, known: fromKnownArchive || files.every(({ name, md5 }) => sums[name] === md5) };
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

async function fromDirectory(store: Store, { forms }: CifarDataset, split: CifarSplit): Promise<Found | undefined> {
  for (const form of forms) {
    for (const folder of ["", `${form.folder}/`]) {
      const names = namesOf(form, split);
      const sizes = await Promise.all(names.map((name) => store.size(folder + name)));
      if (sizes.includes(undefined)) continue;
      const contents = new Map<string, Uint8Array>();
      for (const name of names) contents.set(name, await store.read(folder + name));
      return foundFiles(`${store.location}/${folder}`.replace(/\/$/, ""), form, split, contents, false);
    }
  }
  return undefined;
}

async function fromArchiveIn(store: Store, dataset: CifarDataset, split: CifarSplit): Promise<Found | undefined> {
  for (const { archive } of dataset.forms) {
    if ((await store.size(archive.name)) === undefined) continue;
    return fromArchive(streamOf(store, archive.name), `${store.location}/${archive.name}`, dataset, split);
  }
  return undefined;
}

/** The files of `split`. Throws DataError if there are none where the user said, or they cannot be read or fetched. */
export async function findCifar(source: CifarSource, dataset: CifarDataset, split: CifarSplit): Promise<Found> {
  const { archive, directory } = source;
  if (archive) {
    return fromArchive(archive.stream(), archive instanceof File ? archive.name : "The archive", dataset, split);
  }
  if (!directory) {
    const { name, md5 } = dataset.forms[0].archive;
    const cache = source.cache ?? memoryStore();
    await download(source.url ?? cifarHome + name, cache, name, md5, source);
    return fromArchive(streamOf(cache, name), `${cache.location}/${name}`, dataset, split);
  }
  const found = (await fromDirectory(directory, dataset, split)) ?? (await fromArchiveIn(directory, dataset, split));
  if (found) return found;
  const expected = dataset.forms.map(
    (form) => `${namesOf(form, split).join(", ")} (there or in ${form.folder}/), or ${form.archive.name}`,
  );
  const there = (await directory.list()).slice(0, 20).join(", ") || "an empty folder, or none";
  throw new DataError(
    `${directory.location} has no files of the ${split} split: expected ${expected.join("; or ")}; found ${there}. Put an official archive there, or name no folder to download it.`,
  );
}
