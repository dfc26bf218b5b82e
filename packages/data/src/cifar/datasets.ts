// CIFAR-10 and CIFAR-100 as their author publishes them (Krizhevsky 2009, "Learning Multiple Layers of Features from
// Tiny Images"): the files, their md5 sums, where a label is found, the class names.
import { type Batch, binaryBatch } from "./binary.ts";
import { pythonBatch } from "./python.ts";

export type CifarName = "cifar10" | "cifar100";
export type CifarSplit = "train" | "test";
/** CIFAR-100's 100 classes and its 20 groups of five; CIFAR-10 has only "fine". */
export type CifarLabels = "fine" | "coarse";

/** Where one kind of label is found: byte `at` of the `bytes` label bytes of a binary record, or a pickle's `key`. */
export type LabelField = {
  readonly at: number;
  readonly bytes: number;
  readonly key: string;
  readonly classes: readonly string[];
};

/** One of the published forms: an archive with a folder of files, and how to read such a file. */
export type CifarForm = {
  readonly archive: { readonly name: string; readonly md5: string };
  readonly folder: string;
  /** The md5 sum of each file; undefined where the published one is not known here. */
  readonly files: Readonly<Record<CifarSplit, Readonly<Record<string, string | undefined>>>>;
  readonly read: (bytes: Uint8Array, name: string, field: LabelField) => Batch;
};

export type CifarDataset = {
  readonly labels: Readonly<Partial<Record<CifarLabels, LabelField>>>;
  readonly forms: readonly [binary: CifarForm, python: CifarForm];
};

/** Where the archives are published; the server does not let pages of other sites read them. */
export const cifarHome = "https://www.cs.toronto.edu/~kriz/";

const cifar10Classes = words("airplane automobile bird cat deer dog frog horse ship truck");

const coarseClasses = words(
  `aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture
  insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores
  medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2`,
);

const fineClasses = words(
  `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm`,
);

export const cifarDatasets: Readonly<Record<CifarName, CifarDataset>> = {
  cifar10: {
    labels: { fine: { at: 0, bytes: 1, key: "labels", classes: cifar10Classes } },
    forms: [
      {
        archive: { name: "cifar-10-binary.tar.gz", md5: "c32a1d4ab5d03f1284b67883e8d87530" },
        folder: "cifar-10-batches-bin",
        files: {
          train: {
            "data_batch_1.bin": "5dd7e06a14cb22eb9f671a540d1b7c25",
            "data_batch_2.bin": "5ea93a67294ea407fff1d09f752e9692",
            "data_batch_3.bin": "942cd6a4bcdd0dd3c604fbe906cb4421",
            "data_batch_4.bin": "ae636b3ba5c66a11e91e8cb52e771fcb",
            "data_batch_5.bin": "53f37980c15c3d472c316c40844f3f0d",
          },
          test: { "test_batch.bin": "803d5f7f4d78ea53de84dbe85f74fb6d" },
        },
        read: binaryBatch,
      },
      {
        archive: { name: "cifar-10-python.tar.gz", md5: "c58f30108f718f92721af3b95e74349a" },
        folder: "cifar-10-batches-py",
        files: {
          train: {
            data_batch_1: "c99cafc152244af753f735de768cd75f",
            data_batch_2: "d4bba439e000b95fd0a9bffe97cbabec",
            data_batch_3: "54ebc095f3ab1f0389bbae665268c751",
            data_batch_4: "634d18415352ddfa80567beed471001a",
            data_batch_5: "482c414d41f54cd18b22e5b47cb7c3cb",
          },
          test: { test_batch: "40351d587109b95175f43aff81a1287e" },
        },
        read: pythonBatch,
      },
    ],
  },
  cifar100: {
    labels: {
      fine: { at: 1, bytes: 2, key: "fine_labels", classes: fineClasses },
      coarse: { at: 0, bytes: 2, key: "coarse_labels", classes: coarseClasses },
    },
    forms: [
      {
        archive: { name: "cifar-100-binary.tar.gz", md5: "03b5dce01913d631647c71ecec9e9cb8" },
        folder: "cifar-100-binary",
        files: { train: { "train.bin": undefined }, test: { "test.bin": undefined } },
        read: binaryBatch,
      },
      {
        archive: { name: "cifar-100-python.tar.gz", md5: "eb9058c3a382ffc7106e4002c42a8d85" },
        folder: "cifar-100-python",
        files: {
          train: { train: "16019d7e3df5f24257cddd939b257f8d" },
          test: { test: "f0ef6b0ae62326f3e7ffdfab6717acfc" },
        },
        read: pythonBatch,
      },
    ],
  },
};

function words(text: string): string[] {
  return text.split(/\s+/);
}
