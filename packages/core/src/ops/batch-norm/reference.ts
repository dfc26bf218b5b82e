import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { NormalisationAttributes } from "./batch-norm.ts";

export const batchNorm: Kernel<NormalisationAttributes> = ({ inputs, outputs, attributes: { epsilon } }) => {
  const [x, gamma, beta] = inputs as [Elements, Elements, Elements];
  const [y, mean, variance] = outputs as [Elements, Elements, Elements];
  const channels = gamma.length;
  const count = x.length / channels;
  mean.fill(0);
  variance.fill(0);
  for (let i = 0; i < x.length; i++) mean[i % channels]! += x[i]! / count;
  for (let i = 0; i < x.length; i++) variance[i % channels]! += (x[i]! - mean[i % channels]!) ** 2 / count;
  for (let i = 0; i < x.length; i++) {
    const c = i % channels;
    y[i] = (gamma[c]! * (x[i]! - mean[c]!)) / Math.sqrt(variance[c]! + epsilon) + beta[c]!;
  }
};

export const batchNormGradient: Kernel<NormalisationAttributes> = ({ inputs, outputs, attributes: { epsilon } }) => {
  const [dy, x, gamma, mean, variance] = inputs as [Elements, Elements, Elements, Elements, Elements];
  const [dx, dgamma, dbeta] = outputs as [Elements, Elements, Elements];
  const channels = gamma.length;
  const count = x.length / channels;
  const scale = Float64Array.from(variance, (v) => 1 / Math.sqrt(v + epsilon));
  dgamma.fill(0);
  dbeta.fill(0);
  for (let i = 0; i < x.length; i++) {
    const c = i % channels;
    dgamma[c]! += dy[i]! * (x[i]! - mean[c]!) * scale[c]!;
    dbeta[c]! += dy[i]!;
  }
  for (let i = 0; i < x.length; i++) {
    const c = i % channels;
    const normalised = (x[i]! - mean[c]!) * scale[c]!;
    dx[i] = gamma[c]! * scale[c]! * (dy[i]! - dbeta[c]! / count - (normalised * dgamma[c]!) / count);
  }
};
