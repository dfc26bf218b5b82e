import type { Expression } from "../../devices/webgpu/expression.ts";

/** max(x, 0). Not by max(), which may take either side where x is not a number: a NaN must come through. */
export const relu: Expression<object> = ([x]) => `select(${x}, T(), ${x} < T())`;

export const reluGradient: Expression<object> = ([dy, y]) => `select(T(), ${dy}, ${y} > T())`;
