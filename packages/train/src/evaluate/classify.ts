// From images to the classes that they most likely belong to.
import type { Device, Numbers, Parameters } from "@unravel/core";
import { type ImageSet, imageSize, type Normalisation } from "@unravel/data";
import type { Model } from "@unravel/models";
import { TrainingError } from "../errors.ts";
import { createPredictor } from "./predict.ts";

/** A network and what is known of it: `loadModel(readWeights(bytes))` and a device. */
export type ClassifierOptions = {
  readonly model: Model;
  readonly parameters: Parameters;
  readonly device: Device;
  /** What the weights were trained with. It may only be left out where `loadModel` found it in the file. */
  readonly normalisation?: Normalisation;
  /** The classes' names, in the order of the outputs; left out, they are called "class 0", "class 1" and so on. */
  readonly classes?: readonly string[];
  /** Images that run together; more are faster for many images, and take more memory. Default 1. */
  readonly batch?: number;
};

/** A class and how likely it is, from 0 to 1. */
export type Guess = { readonly class: number; readonly label: string; readonly probability: number };

export type ClassifyOptions = {
  /** How many classes of each image. Default 5. */
  readonly top?: number;
  /** Ends the work: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};

/** A loaded network. Calls may overlap: they are served one after another. */
export type Classifier = {
  /**
   * The most likely classes of each image, the likeliest first. An image is height x width x channels bytes, 0 to 255,
   * of the size that the network takes: what `resizeAndCrop` makes of what `decodeImage` reads from a file.
   * Throws a TrainingError for an image of another size.
   */
  classify(images: readonly Uint8Array[], options?: ClassifyOptions): Promise<Guess[][]>;
  /** Gives the memory back. */
  dispose(): void;
};

/**
 * Loads a network to classify images. Throws a TrainingError where the normalisation is not known or the names are not
 * as many as the classes, a WeightsError where the parameters are not the model's, and a MemoryError where the device
 * has too little memory.
 */
export async function createClassifier({
  normalisation,
  classes,
  batch = 1,
  ...network
}: ClassifierOptions): Promise<Classifier> {
  const { model } = network;
  if (!normalisation) {
    throw new TrainingError(
      `It is not known how images are normalised for ${model.name}: these weights do not say. Give normalisation, the mean and standard deviation that they were trained with.`,
    );
  }
  const predictor = await createPredictor({ ...network, batch });
  const names = classes ?? Array.from({ length: predictor.classes }, (_, index) => `class ${index}`);
  if (names.length !== predictor.classes) {
    predictor.dispose();
    throw new TrainingError(
      `${model.name} tells ${predictor.classes} classes apart, and ${names.length} names were given. Give one for each.`,
    );
  }

  const work = async (images: readonly Uint8Array[], { top = 5, signal }: ClassifyOptions): Promise<Guess[][]> => {
    if (images.length === 0) return [];
    const set = unlabelled(images, model, names);
    const guesses: Guess[][] = [];
    for await (const { logits, count } of predictor.predict({ set, normalisation, signal })) {
      for (let row = 0; row < count; row++) {
        const ofImage = logits.subarray(row * names.length, (row + 1) * names.length);
        guesses.push(likeliest(ofImage, names).slice(0, top));
      }
    }
    return guesses;
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    classify(images, options = {}) {
      const turn = last.then(() => work(images, options));
      last = turn.catch(() => {}); // its own caller is told
      return turn;
    },
    dispose: predictor.dispose,
  };
}

/** Images as a set, with 0 for the labels that nobody knows. */
function unlabelled(images: readonly Uint8Array[], { name, input }: Model, classes: readonly string[]): ImageSet {
  const size = imageSize(input);
  const [channels, height, width] = input;
  const bytes = new Uint8Array(images.length * size);
  for (const [index, image] of images.entries()) {
    if (image.length !== size) {
      throw new TrainingError(
        `Image ${index} has ${image.length} bytes, expected ${size}: ${name} takes ${height} x ${width} pixels of ${channels} channels. Cut it to that size.`,
      );
    }
    bytes.set(image, index * size);
  }
  const provenance = { source: "memory", files: [], known: false };
  return { name: "images", shape: input, images: bytes, labels: new Int32Array(images.length), classes, provenance };
}

/** All classes with softmax(logits), the likeliest first; the largest logit is taken out so that nothing overflows. */
function likeliest(logits: Numbers, names: readonly string[]): Guess[] {
  const scores = Array.from(logits);
  const largest = scores.reduce((a, b) => Math.max(a, b));
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return names
    .map((label, index) => ({ class: index, label, probability: weights[index]! / sum }))
    .sort((a, b) => b.probability - a.probability);
}
