// The images of a run by their source, and what of its recipe depends on them.
import { allIndices, type ImageSet, loadCifar, selectImages, syntheticImages } from "@unravel/data";
import type { Recipe } from "@unravel/train";
import type { Source } from "../settings.ts";

export type Images = { readonly train: ImageSet; readonly test: ImageSet };

/** Reads the user's archive. Throws a DataError where it is not CIFAR-10. */
export async function readArchive(archive: File): Promise<Images> {
  const train = await loadCifar({ dataset: "cifar10", split: "train", archive });
  const test = await loadCifar({ dataset: "cifar10", split: "test", archive });
  return { train, test };
}

type Row = {
  /** `archive`: what was read of the user's file, if anything; `tested`: how many test images are wanted. */
  readonly images: (archive: Images | undefined, tested: number) => Images;
  readonly augmentation: Recipe["augmentation"];
};

export const imagesOf: Readonly<Record<Source, Row>> = {
  synthetic: {
    images: (_, tested) => ({
      train: syntheticImages({ count: 5000, split: "train" }),
      test: syntheticImages({ count: tested, split: "test" }),
    }),
    augmentation: null,
  },
  cifar10: {
    images(archive, tested) {
      if (!archive) throw new Error("CIFAR-10 was chosen, but no archive has been read. Drop or choose one first.");
      const { train, test } = archive;
      return { train, test: selectImages(test, allIndices(test).subarray(0, tested)) };
    },
    augmentation: { pad: 4, flip: true },
  },
};
