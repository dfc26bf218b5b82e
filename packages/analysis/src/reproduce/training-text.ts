// How networks were trained and tested, in words, beside the papers' ways.
import type { CropsName } from "@unravel/data";
import { countHeldOut, type Recipe } from "@unravel/train";
import type { TestView } from "../tables/index.ts";
import { asPublished, type Beside, bothTexts } from "./beside.ts";
import type { PlannedRun } from "./plan.ts";
import { lengthText } from "./scaling.ts";

const lengthOf = ({ recipe }: PlannedRun): string => `${lengthText(recipe)} of batches of ${recipe.batch}`;

/** How long a row was trained, and on what: the images held out are none that it learned from. */
export function trainingText(row: Beside): string {
  const { recipe, train, test } = row.record;
  const heldOut = countHeldOut(recipe, train.images);
  const [learned, rest, tested] = [train.images - heldOut, heldOut, test.images].map((n) => n.toLocaleString("en-US"));
  const validation = heldOut === 0 ? "none held out" : `${rest} more held out for validation`;
  return `Trained for ${bothTexts(row, lengthOf)} on ${learned} images of ${train.name}, ${validation}, tested on ${tested}`;
}

const flipped = ({ flip }: { readonly flip: boolean }): string => (flip ? ", flipped at random" : "");

function augmentationText(augmentation: Recipe["augmentation"]): string {
  if (augmentation === null) return "as they are";
  if ("pad" in augmentation) {
    return `padded by ${augmentation.pad} pixels, cropped at random${flipped(augmentation)}`;
  }
  const { shorterSide, crop, lighting } = augmentation;
  const colours = lighting > 0 ? ", colours shifted" : "";
  return `shorter side at random from ${shorterSide.join(" to ")} pixels, ${crop} of them cropped at random${flipped(augmentation)}${colours}`;
}

const normalisations = { channel: "each channel's mean and deviation", pixelMean: "each pixel's mean" } as const;

const normalisationText = ({ normalisation }: Recipe): string =>
  typeof normalisation === "string" ? normalisations[normalisation] : "given numbers";

const preparation = ({ recipe }: PlannedRun): string =>
  `${augmentationText(recipe.augmentation)}; normalised by ${normalisationText(recipe)}`;

/** What became of the training images, where that is not as in the paper. */
export function preparationText({ run, published }: Beside): string | null {
  const [own, theirs] = [preparation(run), preparation(published)];
  return own === theirs ? null : `Training images ${asPublished(own, theirs)}`;
}

const squares: Readonly<Record<CropsName, string>> = {
  middle: "the middle square",
  ten: "ten squares (corners and middle, and their mirror images)",
};

const viewText = ({ crop, shorterSide }: TestView): string => `${crop} pixels of a shorter side of ${shorterSide}`;

/** Which squares of the test images were looked at; null where they are tested as they are. */
export function testText({ run, published }: Beside): string | null {
  if (!run.test || !published.test) return null;
  return `Tested on ${squares[run.test.crops]}, ${asPublished(viewText(run.test), viewText(published.test))}`;
}
