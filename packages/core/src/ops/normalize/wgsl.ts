import type { Expression } from "../../devices/webgpu/expression.ts";
import { float } from "../../devices/webgpu/kernel.ts";
import type { NormalisationAttributes } from "../batch-norm/batch-norm.ts";

/** The factor 1 / √(variance + epsilon). */
export const inverseDeviation = (variance: string, epsilon: number): string =>
  `inverseSqrt(${variance} + T(${float(epsilon)}))`;

export const normalize: Expression<NormalisationAttributes> = ([x, gamma, beta, mean, variance], { epsilon }) =>
  `(${x} - ${mean}) * (${gamma} * ${inverseDeviation(variance!, epsilon)}) + ${beta}`;
