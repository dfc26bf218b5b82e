// Testing a network on several squares of each image, whose scores are averaged (Krizhevsky et al. 2012, section 4.1).
import { type CropsName, cropImages, crops } from "@unravel/data";
import { TrainingError } from "../errors.ts";
import type { Evaluation } from "./evaluation.ts";
import { createPredictor, type EvaluatorOptions, type PassOptions } from "./predict.ts";
import { addLogits, concludeTally, createTally } from "./tally.ts";

/** Adds softmax(row) of each of the first `count` rows of `logits` to the rows of `scores` from `from` on. */
function addScores(
  scores: Float64Array,
  logits: ArrayLike<number>,
  classes: number,
  from: number,
  count: number,
): void {
  for (let row = 0; row < count; row++) {
    const values = Array.from({ length: classes }, (_, index) => logits[row * classes + index]!);
    const largest = Math.max(...values);
    const weights = values.map((value) => Math.exp(value - largest));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [index, weight] of weights.entries()) scores[(from + row) * classes + index]! += weight / sum;
  }
}

/**
 * Tests `model` on squares of its input's size, cut out of images that are larger: the probabilities of an image's squares are averaged.
 * One copy of the set, cut, is in memory at a time. Throws as `evaluate`, and a TrainingError for images that are no squares, or too small.
 */
export async function evaluateCrops(
  options: Required<Pick<EvaluatorOptions, "parameters">> & EvaluatorOptions & PassOptions,
  name: CropsName,
): Promise<Evaluation> {
  const { model, set, onProgress } = options;
  const [, side] = model.input;
  const [, height, width] = set.shape;
  if (height !== width || height < side) {
    throw new TrainingError(
      `${model.name} is tested on squares of ${side} pixels; the images of ${set.name} are ${height} x ${width}, expected squares of at least ${side}. Resize the images.`,
    );
  }
  const squares = crops[name](height - side);
  const predictor = await createPredictor(options);
  try {
    const { classes } = predictor;
    const images = set.labels.length;
    const scores = new Float64Array(images * classes);
    for (const [index, square] of squares.entries()) {
      const pass = {
        ...options,
        set: cropImages(set, square, side),
        onProgress: (done: number) => onProgress?.(index * images + done, squares.length * images),
      };
      let from = 0;
      for await (const { logits, count } of predictor.predict(pass)) {
        addScores(scores, logits, classes, from, count);
        from += count;
      }
    }
    const tally = createTally(classes);
    // The logarithms of probabilities are logits of the same probabilities.
    addLogits(
      tally,
      scores.map((score) => Math.log(Math.max(score / squares.length, Number.MIN_VALUE))),
      set.labels,
      images,
    );
    return concludeTally(tally, set.classes);
  } finally {
    predictor.dispose();
  }
}
