// Counting what a network gets right, batch by batch.
import type { Numbers } from "@unravel/core";
import type { ClassScore, Evaluation } from "./evaluation.ts";

/** Sums over the images seen so far. */
export type Tally = {
  images: number;
  /** Mean cross-entropy so far. */
  loss: number;
  /** Sum of the squares of the cross-entropies' distances from their mean. */
  squares: number;
  wrongTop5: number;
  /** [label · classes + guess]. */
  readonly confusion: Uint32Array;
  readonly classes: number;
};

/** From so many classes on, the five best guesses count too (as ImageNet's and CIFAR-100's papers do). */
const top5From = 100;

export const createTally = (classes: number): Tally => ({
  images: 0,
  loss: 0,
  squares: 0,
  wrongTop5: 0,
  confusion: new Uint32Array(classes * classes),
  classes,
});

/** Adds the first `count` rows of `logits` [N, classes], whose right classes are `labels`. */
export function addLogits(tally: Tally, logits: Numbers, labels: Int32Array, count: number): void {
  const { classes } = tally;
  for (let image = 0; image < count; image++) {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    const label = labels[image]!;
    tally.images += 1;
    addLoss(tally, crossEntropy(row, label));
    tally.confusion[label * classes + largest(row)]! += 1;
    tally.wrongTop5 += rank(row, label) < 5 ? 0 : 1;
  }
}

/** Adds the cross-entropy of the image that was counted last (Welford 1962, who never subtracts large sums). */
function addLoss(tally: Tally, loss: number): void {
  const before = loss - tally.loss;
  tally.loss += before / tally.images;
  tally.squares += before * (loss - tally.loss);
}

/** −ln softmax(row)[label], the largest logit taken out first so that nothing overflows. */
function crossEntropy(row: Numbers, label: number): number {
  const top = row[largest(row)]!;
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - top);
  return top - row[label]! + Math.log(sum);
}

/** Position of the largest number, the first of equals, as every device counts. */
function largest(row: Numbers): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

/** How many logits come before the label's; of equals the first comes first. A logit that is no number comes last. */
function rank(row: Numbers, label: number): number {
  let before = 0;
  for (let i = 0; i < row.length; i++) {
    if (!(row[i]! < row[label]! || (row[i] === row[label] && i >= label))) before += 1;
  }
  return before;
}

const percent = (wrong: number, images: number): number => (images === 0 ? 0 : (100 * wrong) / images);

/** What the sums say, the classes by name. */
export function concludeTally(tally: Tally, names: readonly string[]): Evaluation {
  const { images, classes } = tally;
  const confusion = names.map((_, label) =>
    Array.from(tally.confusion.subarray(label * classes, (label + 1) * classes)),
  );
  const perClass = names.map((name, label): ClassScore => {
    const row = confusion[label]!;
    const total = row.reduce((sum, count) => sum + count, 0);
    const wrong = total - row[label]!;
    return { name, images: total, wrong, error: percent(wrong, total) };
  });
  const wrong = perClass.reduce((sum, score) => sum + score.wrong, 0);
  const top5 = { wrong: tally.wrongTop5, error: percent(tally.wrongTop5, images) };
  return {
    images,
    wrong,
    error: percent(wrong, images),
    loss: tally.loss,
    lossDeviation: Math.sqrt(tally.squares / Math.max(1, images - 1)),
    perClass,
    confusion,
    ...(classes >= top5From ? { top5 } : {}),
  };
}
