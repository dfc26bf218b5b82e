import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { NormalisationAttributes } from "../batch-norm/batch-norm.ts";

export const normalize: Kernel<NormalisationAttributes> = ({ inputs, outputs: [y], attributes: { epsilon } }) => {
  const [x, gamma, beta, mean, variance] = inputs as [Elements, Elements, Elements, Elements, Elements];
  for (let i = 0; i < x.length; i++) {
    const c = i % gamma.length;
    y![i] = (gamma[c]! * (x[i]! - mean[c]!)) / Math.sqrt(variance[c]! + epsilon) + beta[c]!;
  }
};

export const normalizeGradient: Kernel<NormalisationAttributes> = ({ inputs, outputs, attributes: { epsilon } }) => {
  const [dy, x, gamma, mean, variance] = inputs as [Elements, Elements, Elements, Elements, Elements];
  const [dx, dgamma, dbeta] = outputs as [Elements, Elements, Elements];
  dgamma.fill(0);
  dbeta.fill(0);
  for (let i = 0; i < x.length; i++) {
    const c = i % gamma.length;
    const scale = 1 / Math.sqrt(variance[c]! + epsilon);
    dgamma[c]! += dy[i]! * (x[i]! - mean[c]!) * scale;
    dbeta[c]! += dy[i]!;
    dx[i] = gamma[c]! * scale * dy[i]!;
  }
};
