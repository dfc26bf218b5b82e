// Batches of a data set. tfjs has no bytes, so these stay with the host, which says what the device is to look up.
import * as tf from "@tensorflow/tfjs-core";
import { imageSources } from "@unravel/core";
import type { TfKernel } from "./kernel.ts";

/** The elements of `table` at `indices`, 0 where an index is −1. */
function lookUp(table: tf.Tensor, indices: Int32Array): tf.Tensor {
  const padded = tf.concat([tf.reshape(table, [table.size]), tf.zeros([1])]);
  return tf.gather(
    padded,
    tf.tensor1d(
      indices.map((index) => (index < 0 ? table.size : index)),
      "int32",
    ),
  );
}

export const gatherImages: TfKernel<object> = ({ inputs: [levels, mean], integers, outputTypes }) => {
  const [images, placements] = integers as [Uint8Array, Int32Array];
  const [, height, width, channels] = outputTypes[0]!.shape as [number, number, number, number];
  const size = height * width * channels;
  const sources = imageSources(placements, [images.length / size, height, width, channels]);
  const inside = (index: (source: number) => number) => sources.map((source) => (source < 0 ? -1 : index(source)));
  const looked = lookUp(
    levels!,
    inside((source) => (source % channels) * 256 + images[source]!),
  );
  const result = mean
    ? tf.sub(
        looked,
        lookUp(
          mean,
          inside((source) => source % size),
        ),
      )
    : looked;
  return [tf.reshape(result, [...outputTypes[0]!.shape])];
};
