import type { Expression } from "../../devices/webgpu/expression.ts";

export const sigmoid: Expression<object> = ([x]) => `T(1) / (T(1) + exp(-${x}))`;

export const sigmoidGradient: Expression<object> = ([dy, y]) => `${dy} * ${y} * (T(1) - ${y})`;
