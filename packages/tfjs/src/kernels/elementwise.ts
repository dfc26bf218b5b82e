// Elementwise ops, weighed sums and the optimiser's step.
import * as tf from "@tensorflow/tfjs-core";
import { type AttributesOf, dropoutMask } from "@unravel/core";
import type { TfKernel } from "./kernel.ts";

type Weighed = readonly [weight: number, value: tf.Tensor];

/** Σ weight · value. A weight of 0 leaves its value out, as gates do; without a value left the sum is zeros of `shape`. */
function weighedSum(shape: readonly number[], terms: readonly Weighed[]): tf.Tensor {
  const live = terms.filter(([weight]) => weight !== 0);
  if (live.length === 0) return tf.zeros([...shape]);
  const [first, ...rest] = live.map(([weight, value]) => (weight === 1 ? value : tf.mul(value, weight)));
  return rest.length === 0 ? tf.clone(first!) : rest.reduce((total, value) => tf.add(total, value), first!);
}

export const sum: TfKernel<AttributesOf<"sum">> = ({ inputs, outputTypes, attributes, gates }) => {
  const terms = attributes.terms.map(({ factor, gate, weigh }, index): Weighed => {
    const open = gate === undefined ? 1 : gates[gate]!;
    return [open === 0 ? 0 : factor * (weigh ? open : 1), inputs[index]!];
  });
  return [weighedSum(outputTypes[0]!.shape, terms)];
};

export const sgd: TfKernel<AttributesOf<"sgd">> = ({ inputs, attributes: { momentum, weightDecay, nesterov } }) => {
  const [w, v, g, rate] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const direction = weighedSum(w.shape, [
    [1, g],
    [weightDecay, w],
  ]);
  const velocity = weighedSum(w.shape, [
    [momentum, v],
    [1, direction],
  ]);
  const step = nesterov
    ? weighedSum(w.shape, [
        [1, direction],
        [momentum, velocity],
      ])
    : velocity;
  return [tf.sub(w, tf.mul(step, rate)), velocity];
};

export const multiply: TfKernel<object> = ({ inputs: [a, b] }) => [tf.mul(a!, b!)];

export const relu: TfKernel<object> = ({ inputs: [x] }) => [tf.relu(x!)];

// Not `where`: on tfjs-wasm a product with the step function takes a twentieth of its time.
export const reluGradient: TfKernel<object> = ({ inputs: [dy, y] }) => [tf.mul(dy!, tf.step(y!))];

export const sigmoid: TfKernel<object> = ({ inputs: [x] }) => [tf.sigmoid(x!)];

export const sigmoidGradient: TfKernel<object> = ({ inputs: [dy, y] }) => [tf.mul(tf.mul(dy!, y!), tf.sub(1, y!))];

export const dropout: TfKernel<AttributesOf<"dropout">> = ({ inputs: [x], integers: [key], attributes }) => {
  const mask = tf.tensor(dropoutMask(attributes, key as Int32Array, x!.size), x!.shape);
  return [tf.div(tf.mul(x!, mask), 1 - attributes.rate)];
};

export const fill: TfKernel<AttributesOf<"fill">> = ({ attributes: { shape, value } }) => [tf.fill([...shape], value)];
