// Batch normalisation and biases, made of per-channel arithmetic.
import * as tf from "@tensorflow/tfjs-core";
import type { ChannelArithmetic } from "./channels.ts";
import type { KernelTable } from "./kernel.ts";

type Name = "batchNorm" | "batchNormGradient" | "normalize" | "normalizeGradient" | "addBias" | "channelSum";

const inverseDeviation = (variance: tf.Tensor, epsilon: number): tf.Tensor => tf.rsqrt(tf.add(variance, epsilon));

/** The kernels of the ops that treat channels alike, on `arithmetic`. */
export const normalisation = ({ mean, shift, affine }: ChannelArithmetic): Pick<KernelTable, Name> => {
  const total = (x: tf.Tensor): tf.Tensor => tf.mul(mean(x), x.size / x.shape.at(-1)!);

  return {
    batchNorm({ inputs, attributes: { epsilon } }) {
      const [x, gamma, beta] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      const average = mean(x);
      const centred = shift(x, tf.neg(average));
      const variance = mean(tf.square(centred));
      return [affine(centred, tf.mul(gamma, inverseDeviation(variance, epsilon)), beta), average, variance];
    },

    batchNormGradient({ inputs, attributes: { epsilon } }) {
      const [dy, x, gamma, average, variance] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const scale = inverseDeviation(variance, epsilon);
      const normalised = affine(shift(x, tf.neg(average)), scale);
      const count = x.size / gamma.size;
      const offset = mean(dy);
      const slope = mean(tf.mul(dy, normalised));
      const dx = affine(tf.sub(dy, affine(normalised, slope, offset)), tf.mul(gamma, scale));
      return [dx, tf.mul(slope, count), tf.mul(offset, count)];
    },

    normalize({ inputs, attributes: { epsilon } }) {
      const [x, gamma, beta, average, variance] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      // As batchNorm does it: a repeated normalisation has its bits.
      const centred = shift(x, tf.neg(average));
      return [affine(centred, tf.mul(gamma, inverseDeviation(variance, epsilon)), beta)];
    },

    normalizeGradient({ inputs, attributes: { epsilon } }) {
      const [dy, x, gamma, average, variance] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const scale = inverseDeviation(variance, epsilon);
      const normalised = affine(shift(x, tf.neg(average)), scale);
      return [affine(dy, tf.mul(gamma, scale)), total(tf.mul(dy, normalised)), total(dy)];
    },

    addBias: ({ inputs: [x, b] }) => [shift(x!, b!)],

    channelSum: ({ inputs: [x] }) => [total(x!)],
  };
};
