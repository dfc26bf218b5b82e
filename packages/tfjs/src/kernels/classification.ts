// Softmax with cross-entropy, and how many rows are right.
import * as tf from "@tensorflow/tfjs-core";
import { type AttributesOf, DeviceError } from "@unravel/core";
import type { TfKernel } from "./kernel.ts";

/** The first `valid` rows: what lies in the others must not matter, so it is not read. */
const validRows = (logits: tf.Tensor, valid: number): tf.Tensor2D =>
  tf.slice(logits as tf.Tensor2D, [0, 0], [valid, logits.shape[1]!]);

/** What the probabilities should be: 1 − s + s/K at the label and s/K elsewhere. */
function targets(labels: Int32Array, [rows, classes]: [number, number], smoothing: number): tf.Tensor2D {
  const values = new Float32Array(rows * classes).fill(smoothing / classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    if (label < 0 || label >= classes)
      throw new DeviceError(`label ${label} of row ${row} is not one of the ${classes} classes`);
    values[row * classes + label]! += 1 - smoothing;
  }
  return tf.tensor2d(values, [rows, classes]);
}

/** How many rows have their largest logit at the label; of equals the first counts, on which tfjs's argMax backends differ. */
function countCorrect(shifted: tf.Tensor2D, labels: Int32Array): tf.Tensor {
  const [rows, classes] = shifted.shape;
  const falling = tf.range(classes, 0, -1);
  const isLargest = tf.cast(tf.equal(shifted, 0), "float32");
  const first = tf.max(tf.mul(isLargest, falling), 1);
  const wanted = tf.tensor1d(Float32Array.from(labels.subarray(0, rows), (label) => classes - label));
  return tf.sum(tf.cast(tf.equal(first, wanted), "float32"));
}

export const crossEntropy: TfKernel<AttributesOf<"crossEntropy">> = ({ inputs, integers, attributes }) => {
  const [labels, [valid]] = integers as [Int32Array, [number]];
  const rows = validRows(inputs[0]!, valid);
  const shifted = tf.sub(rows, tf.max(rows, 1, true)) as tf.Tensor2D;
  const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  const loss = tf.div(tf.sum(tf.mul(targets(labels, rows.shape, attributes.smoothing), logProbabilities)), -valid);
  return [tf.reshape(loss, [1]), tf.reshape(countCorrect(shifted, labels), [1])];
};

export const crossEntropyGradient: TfKernel<AttributesOf<"crossEntropyGradient">> = (call) => {
  const [dloss, logits] = call.inputs as [tf.Tensor, tf.Tensor];
  const [labels, [valid]] = call.integers as [Int32Array, [number]];
  const rows = validRows(logits, valid);
  const excess = tf.sub(tf.softmax(rows), targets(labels, rows.shape, call.attributes.smoothing));
  const gradient = tf.mul(excess, tf.div(dloss, valid));
  return [
    tf.pad(gradient, [
      [0, logits.shape[0]! - valid],
      [0, 0],
    ]),
  ];
};
