import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { CrossEntropyAttributes } from "./cross-entropy.ts";

/** Logarithm of Σ exp of a row, by its largest element so that nothing overflows. */
function logSumExp(row: Float64Array): number {
  const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(row.reduce((total, x) => total + Math.exp(x - largest), 0));
}

const targetOf = (label: number, index: number, classes: number, smoothing: number): number =>
  (index === label ? 1 - smoothing : 0) + smoothing / classes;

export const crossEntropy: Kernel<CrossEntropyAttributes> = ({
  inputs,
  outputs,
  inputTypes,
  attributes: { smoothing },
}) => {
  const [logits, labels, valid] = inputs as [Float64Array, Elements, Elements];
  const classes = inputTypes[0]!.shape[1]!;
  let loss = 0;
  let correct = 0;
  for (let n = 0; n < valid[0]!; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const normaliser = logSumExp(row);
    for (let k = 0; k < classes; k++) loss += targetOf(labels[n]!, k, classes, smoothing) * (normaliser - row[k]!);
    if (row.reduce((best, x, k) => (x > row[best]! ? k : best), 0) === labels[n]) correct++;
  }
  outputs[0]![0] = loss / valid[0]!;
  outputs[1]![0] = correct;
};

export const crossEntropyGradient: Kernel<CrossEntropyAttributes> = ({ inputs, outputs, inputTypes, attributes }) => {
  const [dloss, logits, labels, valid] = inputs as [Elements, Float64Array, Elements, Elements];
  const classes = inputTypes[1]!.shape[1]!;
  const out = outputs[0]!.fill(0);
  for (let n = 0; n < valid[0]!; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const normaliser = logSumExp(row);
    for (let k = 0; k < classes; k++) {
      const target = targetOf(labels[n]!, k, classes, attributes.smoothing);
      out[n * classes + k] = ((Math.exp(row[k]! - normaliser) - target) * dloss[0]!) / valid[0]!;
    }
  }
};
